package dev.jangada.master.codec;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.jangada.coordinator.Command;
import dev.jangada.protocol.v1.LogEntry;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Converts whole log entries. The number {@link #FORMAT} is raised whenever an entry could mean something to a newer
 * master that an older one would not understand: a master that meets a later format stops rather than skips, since
 * replicas that apply different things would part for ever.
 */
public final class LogEntryCodec {
    /** The format written, and the latest one understood. */
    public static final int FORMAT = 2;

    private LogEntryCodec() {}

    /**
     * One batch as an entry.
     *
     * @param origin who proposes it, and when
     */
    public static LogEntry encode(Origin origin, List<Command> commands) {
        LogEntry.Builder entry = LogEntry.newBuilder()
                .setFormat(FORMAT)
                .setClusterId(origin.clusterId())
                .setLeaderTerm(origin.leaderTerm())
                .setLeaderTimeMillis(origin.leaderTimeMillis())
                .setProposer(origin.proposer())
                .setBatch(origin.batch());
        for (Command command : commands) {
            entry.addCommands(CommandCodec.encode(command));
        }
        return entry.build();
    }

    /** Parses the envelope of an entry; its commands are decoded one by one, so that one bad one refuses itself only. */
    public static LogEntry parse(ByteBuffer bytes) throws MalformedMessageException {
        try {
            return LogEntry.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            MalformedMessageException malformed =
                    new MalformedMessageException("the log entry is not a batch of commands: " + e.getMessage());
            malformed.initCause(e);
            throw malformed;
        }
    }

    /**
     * Who proposed an entry.
     *
     * @param clusterId the cluster that it is meant for
     * @param leaderTerm the term in which the proposer leads: the fence
     * @param leaderTimeMillis the proposer's wall clock
     * @param proposer the proposer's master id
     * @param batch counts the proposer's batches
     */
    public record Origin(String clusterId, long leaderTerm, long leaderTimeMillis, String proposer, long batch) {}
}
