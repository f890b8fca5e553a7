package dev.jangada.coordinator.decide;

import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.InvariantViolation;
import dev.jangada.coordinator.Refusal;
import dev.jangada.coordinator.Reply;
import dev.jangada.coordinator.Stamp;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.Event;
import dev.jangada.coordinator.state.Limits;
import dev.jangada.coordinator.state.TermRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * The core of a master: commands in, decisions out. The same commands with the same stamps give the same decisions and
 * the same state everywhere. Not safe for use by several threads: its owner is the thread that applies the log.
 */
public final class Coordinator {
    private static final int LEADER_LENGTH = 100;

    private final ClusterState state;

    /** Works on {@code state}, and is its only writer from now on. */
    public Coordinator(ClusterState state) {
        this.state = state;
    }

    /** The state after the last command. */
    public ClusterState state() {
        return state;
    }

    /**
     * Decides {@code command} and makes its events part of the state. Time never goes back: a stamp older than the last
     * event counts as the time of that event.
     *
     * @throws InvariantViolation if the core is broken; the state is not to be used any more
     */
    public Decision apply(Stamp stamp, Command command) {
        long time = Math.max(state.timeMillis(), stamp.timeMillis());
        Turn turn = new Turn(state, new Stamp(stamp.term(), stamp.index(), time));
        Reply reply = command.accept(new Dispatch(turn));
        if (reply instanceof Reply.Refused && !turn.events().isEmpty()) {
            throw new InvariantViolation("refused, but not without traces: " + command);
        }
        return new Decision(turn.events(), reply);
    }

    /**
     * Refuses a batch that was proposed in another term than the one in which it was committed: its proposer did not lead
     * any more, and decided on what it did not know to be old.
     *
     * @return a refusal for each command
     */
    public List<Reply> refuseStale(Stamp stamp, long proposedTerm, List<Command> commands) {
        Reply refusal = Turn.refused(
                Refusal.STALE_TERM,
                "proposed in term " + proposedTerm + " and committed in term " + stamp.term()
                        + ": ask the leader of now again");
        List<Reply> replies = new ArrayList<>(commands.size());
        for (int i = 0; i < commands.size(); i++) {
            replies.add(refusal);
        }
        return replies;
    }

    /** One place where each kind of command finds who decides it. */
    private record Dispatch(Turn turn) implements Command.Visitor<Reply> {
        @Override
        public Reply submitJob(Command.SubmitJob command) {
            return JobDecisions.submit(turn, command);
        }

        @Override
        public Reply cancelJob(Command.CancelJob command) {
            return JobDecisions.cancel(turn, command);
        }

        @Override
        public Reply forgetJob(Command.ForgetJob command) {
            return JobDecisions.forget(turn, command);
        }

        @Override
        public Reply registerWorker(Command.RegisterWorker command) {
            return WorkerDecisions.register(turn, command);
        }

        @Override
        public Reply drainWorker(Command.DrainWorker command) {
            return WorkerDecisions.drain(turn, command);
        }

        @Override
        public Reply fenceWorker(Command.FenceWorker command) {
            return WorkerDecisions.fence(turn, command);
        }

        @Override
        public Reply retireWorker(Command.RetireWorker command) {
            return WorkerDecisions.retire(turn, command);
        }

        @Override
        public Reply assignAttempt(Command.AssignAttempt command) {
            return AttemptDecisions.assign(turn, command);
        }

        @Override
        public Reply startAttempt(Command.StartAttempt command) {
            return AttemptDecisions.start(turn, command);
        }

        @Override
        public Reply addSplits(Command.AddSplits command) {
            return CommitDecisions.addSplits(turn, command);
        }

        @Override
        public Reply commitAttempt(Command.CommitAttempt command) {
            return CommitDecisions.commit(turn, command);
        }

        @Override
        public Reply failAttempt(Command.FailAttempt command) {
            return AttemptDecisions.fail(turn, command);
        }

        @Override
        public Reply timeOutAttempt(Command.TimeOutAttempt command) {
            return AttemptDecisions.timeOut(turn, command);
        }

        @Override
        public Reply expireJob(Command.ExpireJob command) {
            return JobDecisions.expire(turn, command);
        }

        @Override
        public Reply releaseAttempt(Command.ReleaseAttempt command) {
            return AttemptDecisions.release(turn, command);
        }

        @Override
        public Reply reportOutputLost(Command.ReportOutputLost command) {
            return FetchFaults.report(turn, command);
        }

        @Override
        public Reply beginTerm(Command.BeginTerm command) {
            long last = 0;
            for (TermRecord term : turn.state().terms()) {
                last = term.term();
            }
            if (turn.stamp().term() <= last) {
                return turn.stamp().term() == last
                        ? Turn.accepted()
                        : Turn.refused(Refusal.STALE_TERM, "term " + last + " has begun already");
            }
            turn.emit(new Event.TermBegan(
                    Limits.cut(command.leader(), LEADER_LENGTH), Math.max(0, command.outageMillis())));
            return Turn.accepted();
        }
    }
}
