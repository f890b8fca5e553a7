package dev.jangada.master.ratis;

import dev.jangada.coordinator.Command;
import dev.jangada.master.codec.LogEntryCodec;
import dev.jangada.protocol.v1.LogEntry;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/** Makes log entries as a leader, or somebody who should not, would write them. */
final class LogBytes {
    static final String CLUSTER = "test";

    private LogBytes() {}

    static LogEntry entry(long leaderTerm, Command... commands) {
        return LogEntryCodec.encode(new LogEntryCodec.Origin(CLUSTER, leaderTerm, 1_000, "m1", 1), List.of(commands));
    }

    static ByteBuffer bytes(LogEntry entry) {
        return entry.toByteString().asReadOnlyByteBuffer();
    }

    static LogEntryProto raftEntry(long term, long index, byte[] bytes) {
        return LogEntryProto.newBuilder()
                .setTerm(term)
                .setIndex(index)
                .setStateMachineLogEntry(
                        StateMachineLogEntryProto.newBuilder().setLogData(UnsafeByteOperations.unsafeWrap(bytes)))
                .build();
    }
}
