package dev.jangada.master.leader;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.AttemptId;
import dev.jangada.coordinator.Blob;
import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.Failure;
import dev.jangada.coordinator.Refusal;
import dev.jangada.coordinator.Reply;
import dev.jangada.coordinator.Trouble;
import dev.jangada.coordinator.WorkerRef;
import dev.jangada.coordinator.decide.Decision;
import dev.jangada.master.codec.AttemptCodec;
import dev.jangada.master.codec.BlobCodec;
import dev.jangada.master.codec.IdCodec;
import dev.jangada.master.codec.MalformedMessageException;
import dev.jangada.protocol.v1.AttemptProgress;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.LogTail;
import dev.jangada.protocol.v1.LostOutput;
import dev.jangada.protocol.v1.Outcome;
import dev.jangada.protocol.v1.PlanChunk;
import dev.jangada.protocol.v1.Report;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Turns what workers report into commands, and settles each report once it is decided. Owned by the leader's loop. */
final class Reports {
    private final Proposals proposals;
    private final Undecided undecided;
    private final WorkerSessions sessions;
    private final SoftState soft;
    private final Listener listener;

    Reports(Proposals proposals, Undecided undecided, WorkerSessions sessions, SoftState soft, Listener listener) {
        this.proposals = proposals;
        this.undecided = undecided;
        this.sessions = sessions;
        this.soft = soft;
        this.listener = listener;
    }

    /** Hears how attempts do, for planning. */
    interface Listener {
        /** A live attempt is so far, or as far as before and says that it lives. */
        void progressed(AttemptId attempt, double fraction);

        /** An attempt of this task ran for so long. */
        void ran(AttemptId attempt, long runMillis);
    }

    /** The jobs of which {@code report} tells progress. */
    static Set<JobId> jobsInProgress(Report report) throws MalformedMessageException {
        Set<JobId> jobs = new HashSet<>();
        for (AttemptProgress progress : report.getProgressList()) {
            jobs.add(IdCodec.job(progress.getAttempt().getJob()));
        }
        return jobs;
    }

    /** Takes in a report of {@code worker}. */
    void take(WorkerSession session, WorkerRef worker, Report report) throws MalformedMessageException {
        Set<AttemptId> done = new HashSet<>();
        for (Outcome outcome : report.getOutcomesList()) {
            done.add(IdCodec.decode(outcome.getAttempt()));
        }
        for (AttemptRef started : report.getStartedList()) {
            AttemptId attempt = IdCodec.decode(started);
            if (!done.contains(attempt)) { // its outcome says as much
                proposals.add(new Command.StartAttempt(attempt, worker), Proposals.Answer.NONE);
            }
        }
        for (PlanChunk chunk : report.getPlanChunksList()) {
            addSplits(worker, chunk);
        }
        for (LostOutput lost : report.getLostOutputsList()) {
            take(worker, lost); // before the outcome of its reader, which is not heard once it has ended
        }
        for (Outcome outcome : report.getOutcomesList()) {
            take(worker, outcome);
        }
        for (AttemptProgress progress : report.getProgressList()) {
            AttemptId attempt = IdCodec.decode(progress.getAttempt());
            if (session.holds(attempt)) {
                double fraction = Double.isNaN(progress.getFraction()) ? 0 : progress.getFraction();
                soft.progressed(attempt, fraction);
                listener.progressed(attempt, fraction);
            }
        }
        for (LogTail log : report.getLogsList()) {
            AttemptId attempt = IdCodec.decode(log.getAttempt());
            if (session.holds(attempt)) {
                soft.logged(attempt, log.getText());
            }
        }
        Command drain = new Command.DrainWorker(worker.worker());
        if (report.getDraining() && session.askForDrain() && !undecided.isProposed(drain)) {
            proposals.add(drain, Proposals.Answer.NONE);
        }
    }

    private void addSplits(WorkerRef worker, PlanChunk chunk) throws MalformedMessageException {
        AttemptId attempt = IdCodec.decode(chunk.getAttempt());
        if (undecided.isEnding(attempt)) {
            return; // sent again after its outcome was taken in
        }
        List<Blob> splits =
                chunk.getSplitsList().stream().map(BlobCodec::decode).toList();
        proposals.add(
                new Command.AddSplits(attempt, worker, chunk.getFirstIndex(), splits),
                (decision, applied) -> failIfImpossible(attempt, worker, decision));
    }

    private void take(WorkerRef worker, Outcome outcome) throws MalformedMessageException {
        AttemptId attempt = IdCodec.decode(outcome.getAttempt());
        if (undecided.isEnding(attempt)) {
            return; // sent again while it is being decided
        }
        Command command = switch (outcome.getOutcomeCase()) {
            case COMMITTED -> new Command.CommitAttempt(attempt, worker, AttemptCodec.decode(outcome.getCommitted()));
            case FAILED -> new Command.FailAttempt(attempt, worker, AttemptCodec.decode(outcome.getFailed()));
            case RELEASED -> new Command.ReleaseAttempt(attempt, worker, outcome.getReleased());
            case OUTCOME_NOT_SET -> throw new MalformedMessageException(attempt + " ended without an outcome");
        };
        if (outcome.hasCommitted()) {
            listener.ran(attempt, outcome.getRunMillis());
        }
        proposals.add(command, (decision, applied) -> {
            if (!failIfImpossible(attempt, worker, decision)) {
                settle(attempt, worker, decision);
            }
        });
    }

    /** What the core can never accept fails the attempt, which would else be live for ever. */
    private boolean failIfImpossible(AttemptId attempt, WorkerRef worker, Decision decision) {
        if (!(decision.reply() instanceof Reply.Refused refused)
                || (refused.code() != Refusal.INVALID && refused.code() != Refusal.LIMIT)) {
            return false;
        }
        if (!undecided.isEnding(attempt)) {
            Failure failure = new Failure(Failure.Kind.PERMANENT, refused.message(), "");
            proposals.add(
                    new Command.FailAttempt(attempt, worker, failure),
                    (next, applied) -> settle(attempt, worker, next));
        }
        return true;
    }

    private void settle(AttemptId attempt, WorkerRef worker, Decision decision) {
        if (isOfAnotherTerm(decision)) {
            return; // the next leader hears it again
        }
        soft.ended(attempt);
        sessions.of(worker).ifPresent(session -> session.settle(attempt));
    }

    private void take(WorkerRef worker, LostOutput report) throws MalformedMessageException {
        AttemptId reader = IdCodec.decode(report.getReader());
        AttemptId lost = IdCodec.decode(report.getLost());
        Trouble trouble = AttemptCodec.decode(report.getTrouble());
        Command command = new Command.ReportOutputLost(reader, worker, lost, trouble, report.getCause());
        proposals.add(command, (decision, applied) -> {
            if (!isOfAnotherTerm(decision)) {
                sessions.of(worker).ifPresent(session -> session.settleLoss(lost));
            }
        });
    }

    private static boolean isOfAnotherTerm(Decision decision) {
        return decision.reply() instanceof Reply.Refused refused && refused.code() == Refusal.STALE_TERM;
    }
}
