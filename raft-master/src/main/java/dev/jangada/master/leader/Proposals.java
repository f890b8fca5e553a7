package dev.jangada.master.leader;

import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.Refusal;
import dev.jangada.coordinator.Reply;
import dev.jangada.coordinator.decide.Decision;
import dev.jangada.master.replication.Applied;
import dev.jangada.master.replication.NotLeadingException;
import dev.jangada.master.replication.ReplicatedCore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Commands on their way into the log, many to an entry and several entries at a time. Owned by the leader's loop. A
 * first batch goes at once; while batches are in flight, the next one waits until it is worth an entry of its own or a
 * batch comes back, whichever is first, so that batches grow under load and nothing ever waits for a timer.
 */
final class Proposals {
    /** Commands in one entry. */
    static final int BATCH_COMMANDS = 256;
    /** Entries on their way at a time. */
    static final int BATCHES_IN_FLIGHT = 8;

    private static final int BATCH_BYTES = 512 * 1024;
    private static final int COMMAND_BYTES_MAX = 2 * 1024 * 1024;
    private static final int WORTH_AN_ENTRY = 16;

    /** Is told what became of a command. */
    interface Answer {
        /** Nobody waits for it. */
        Answer NONE = (decision, applied) -> {};

        /** It was decided. */
        void decided(Decision decision, Applied applied);

        /** Whether it was or will be applied is unknown. */
        default void unknown(NotLeadingException why) {}
    }

    /** A command and who waits for it. */
    record Proposal(Command command, Answer answer) {}

    /** The proposals of one entry, and what came of them once that is known. */
    static final class Batch {
        private final List<Proposal> proposals;
        private @Nullable Applied applied;

        private Batch(List<Proposal> proposals) {
            this.proposals = proposals;
        }
    }

    private final long term;
    private final ReplicatedCore core;
    private final Consumer<LeaderEvent> inbox;
    private final Undecided undecided;
    private final ArrayDeque<Proposal> waiting = new ArrayDeque<>();
    private final ArrayDeque<Batch> inFlight = new ArrayDeque<>();

    Proposals(long term, ReplicatedCore core, Undecided undecided, Consumer<LeaderEvent> inbox) {
        this.term = term;
        this.core = core;
        this.undecided = undecided;
        this.inbox = inbox;
    }

    /** Takes a command; the next {@link #flush} may send it. One that no log entry can hold is refused at once. */
    void add(Command command, Answer answer) {
        if (CommandSize.of(command) > COMMAND_BYTES_MAX) {
            Reply refusal = new Reply.Refused(
                    Refusal.LIMIT, "it takes more than " + COMMAND_BYTES_MAX + " bytes: put less into one request");
            answer.decided(new Decision(List.of(), refusal), new Applied(term, 0, List.of()));
            return;
        }
        waiting.add(new Proposal(command, answer));
        undecided.add(command);
    }

    /** Sends what is worth sending now. */
    void flush() {
        while (!waiting.isEmpty()
                && inFlight.size() < BATCHES_IN_FLIGHT
                && waiting.size() >= inFlight.size() * WORTH_AN_ENTRY) {
            send();
        }
    }

    /**
     * A batch came back. Tells those who wait in it, then {@code learn}; batches that come back before an older one wait
     * for it, so that all is told in the order of the log.
     */
    void applied(Batch batch, Applied applied, Consumer<Applied> learn) {
        batch.applied = applied;
        for (Batch oldest = inFlight.peekFirst(); oldest != null; oldest = inFlight.peekFirst()) {
            Applied outcome = oldest.applied;
            if (outcome == null) {
                return;
            }
            inFlight.removeFirst();
            for (int i = 0; i < oldest.proposals.size(); i++) {
                Proposal proposal = oldest.proposals.get(i);
                undecided.remove(proposal.command);
                proposal.answer.decided(outcome.decisions().get(i), outcome);
            }
            learn.accept(outcome);
        }
    }

    /** Tells all who wait that the term is over. */
    void abandon(NotLeadingException why) {
        inFlight.forEach(batch -> batch.proposals.forEach(proposal -> proposal.answer.unknown(why)));
        waiting.forEach(proposal -> proposal.answer.unknown(why));
        inFlight.clear();
        waiting.clear();
    }

    /** Commands that wait for an entry. */
    int waiting() {
        return waiting.size();
    }

    /** Entries on their way. */
    int inFlight() {
        return inFlight.size();
    }

    private void send() {
        List<Proposal> proposals = new ArrayList<>();
        List<Command> commands = new ArrayList<>();
        int bytes = 0;
        while (!waiting.isEmpty() && proposals.size() < BATCH_COMMANDS) {
            int size = CommandSize.of(waiting.getFirst().command);
            if (bytes > 0 && bytes + size > BATCH_BYTES) {
                break;
            }
            bytes += size;
            Proposal proposal = waiting.removeFirst();
            proposals.add(proposal);
            commands.add(proposal.command);
        }
        Batch batch = new Batch(proposals);
        inFlight.addLast(batch);
        var unused = core.propose(term, commands).whenComplete((applied, error) -> {
            if (error == null) {
                inbox.accept(new LeaderEvent.BatchApplied(batch, applied));
            } else {
                inbox.accept(new LeaderEvent.BatchUnknown(error));
            }
        });
    }
}
