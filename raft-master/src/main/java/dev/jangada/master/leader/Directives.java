package dev.jangada.master.leader;

import com.google.protobuf.MessageLite;
import dev.jangada.protocol.v1.Assignment;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.Directive;
import dev.jangada.protocol.v1.JobDescription;
import dev.jangada.protocol.v1.LeaderMessage;
import dev.jangada.protocol.v1.MapOutputs;
import java.util.ArrayList;
import java.util.List;

/** Puts what a worker is to be told into messages of bounded size, in the order in which it is added. */
final class Directives {
    /** About the size at which a message is full; an item of its own may be larger. */
    static final int MESSAGE_BYTES = 1 << 20;

    private static final int SMALL_ITEM_BYTES = 64;

    private final long term;
    private final List<LeaderMessage> messages = new ArrayList<>();
    private Directive.Builder current = Directive.newBuilder();
    private int bytes;

    Directives(long term) {
        this.term = term;
    }

    void describe(JobDescription job) {
        makeRoom(job);
        current.addJobs(job);
    }

    void mapOutputs(MapOutputs outputs) {
        makeRoom(outputs);
        current.addMapOutputs(outputs);
    }

    void assign(Assignment assignment) {
        makeRoom(assignment);
        current.addAssign(assignment);
    }

    void stop(AttemptRef attempt) {
        makeRoom(SMALL_ITEM_BYTES);
        current.addStop(attempt);
    }

    void settled(AttemptRef attempt) {
        makeRoom(SMALL_ITEM_BYTES);
        current.addSettled(attempt);
    }

    void settledLoss(AttemptRef lost) {
        makeRoom(SMALL_ITEM_BYTES);
        current.addSettledLosses(lost);
    }

    void forget(String job) {
        makeRoom(SMALL_ITEM_BYTES);
        current.addForgetJobs(job);
    }

    void fenced() {
        makeRoom(SMALL_ITEM_BYTES);
        current.setFenced(true);
    }

    /** The messages; none if nothing was added. */
    List<LeaderMessage> finish() {
        if (bytes > 0) {
            messages.add(LeaderMessage.newBuilder()
                    .setTerm(term)
                    .setDirective(current)
                    .build());
            current = Directive.newBuilder();
            bytes = 0;
        }
        return messages;
    }

    private void makeRoom(MessageLite item) {
        makeRoom(item.getSerializedSize());
    }

    private void makeRoom(int size) {
        if (bytes + size > MESSAGE_BYTES) {
            finish();
        }
        bytes += Math.max(1, size);
    }
}
