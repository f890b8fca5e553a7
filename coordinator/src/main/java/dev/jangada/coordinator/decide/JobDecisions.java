package dev.jangada.coordinator.decide;

import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.JobSpec;
import dev.jangada.coordinator.Refusal;
import dev.jangada.coordinator.Reply;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.Event;
import dev.jangada.coordinator.state.ForgottenJob;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.JobState;
import dev.jangada.coordinator.state.Limits;
import dev.jangada.coordinator.state.SpecHash;
import dev.jangada.coordinator.state.Verdict;
import java.util.Optional;

/** What clients ask of jobs, and when a job is dropped. */
final class JobDecisions {
    private JobDecisions() {}

    static Reply submit(Turn turn, Command.SubmitJob command) {
        ClusterState state = turn.state();
        JobSpec spec = command.spec();
        Optional<Job> known = state.jobByToken(command.token());
        if (known.isPresent()) {
            Job job = known.get();
            return job.spec().equals(spec)
                    ? new Reply.JobAccepted(job.id())
                    : conflict(job.id().value());
        }
        Optional<ForgottenJob> forgotten = state.forgotten(command.token());
        if (forgotten.isPresent()) {
            ForgottenJob job = forgotten.get();
            return job.specHash() == SpecHash.of(spec)
                    ? new Reply.JobAccepted(job.job())
                    : conflict(job.job().value());
        }
        Optional<String> wrong = SpecCheck.wrong(command.token(), spec);
        if (wrong.isPresent()) {
            return Turn.refused(Refusal.INVALID, wrong.get());
        }
        Optional<Job> other = spec.output().flatMap(state::jobByOutput);
        if (other.isPresent()) {
            return Turn.refused(
                    Refusal.OUTPUT_IN_USE,
                    other.get().id().value() + " writes to " + spec.output().orElse("") + " and is "
                            + other.get().state() + ": wait for it, cancel it, or choose another output");
        }
        if (state.liveJobs().size() >= Limits.LIVE_JOBS) {
            return Turn.refused(
                    Refusal.LIMIT, "there are " + Limits.LIVE_JOBS + " live jobs: wait until one of them ends");
        }
        Event.JobSubmitted submitted = new Event.JobSubmitted(state.nextJobId(), command.token(), spec);
        turn.emit(submitted);
        return new Reply.JobAccepted(submitted.job());
    }

    private static Reply conflict(String job) {
        return Turn.refused(
                Refusal.TOKEN_CONFLICT,
                "this token was used to submit " + job + ", which is another job: use a new token");
    }

    static Reply cancel(Turn turn, Command.CancelJob command) {
        Optional<Job> found = turn.state().job(command.job());
        if (found.isEmpty()) {
            return unknown(command.job().value());
        }
        Job job = found.get();
        return switch (job.state()) {
            case SUBMITTED, PLANNING, RUNNING -> {
                String reason = Limits.cut(command.reason(), Limits.REASON_LENGTH);
                Endings.stop(turn, job, JobState.CANCELLING, Verdict.cancelled(reason));
                yield Turn.accepted();
            }
            case CANCELLING, CANCELLED -> Turn.accepted();
            case PUBLISHING ->
                Turn.refused(
                        Refusal.WRONG_STATE, job + " is done and publishes its output: it can't be cancelled any more");
            case FAILING, FAILED, SUCCEEDED ->
                Turn.refused(Refusal.WRONG_STATE, job + " is " + job.state() + ": there is nothing to cancel");
        };
    }

    /** A job that publishes is done but for making its output visible, and may end. */
    static Reply expire(Turn turn, Command.ExpireJob command) {
        Optional<Job> found = turn.state().job(command.job());
        if (found.isEmpty()) {
            return unknown(command.job().value());
        }
        Job job = found.get();
        long deadline = job.spec().options().deadlineMillis();
        long took = turn.stamp().timeMillis() - job.submittedMillis();
        return switch (job.state()) {
            case SUBMITTED, PLANNING, RUNNING -> {
                if (deadline == 0 || took < deadline) {
                    yield Turn.refused(Refusal.WRONG_STATE, job + " is in time");
                }
                Endings.stop(turn, job, JobState.FAILING, Verdict.late(deadline));
                yield Turn.accepted();
            }
            case PUBLISHING, CANCELLING, CANCELLED, FAILING, FAILED, SUCCEEDED ->
                Turn.refused(Refusal.WRONG_STATE, job + " is " + job.state() + ": its deadline means nothing any more");
        };
    }

    static Reply forget(Turn turn, Command.ForgetJob command) {
        Optional<Job> found = turn.state().job(command.job());
        if (found.isEmpty()) {
            return unknown(command.job().value());
        }
        if (!found.get().isEnded()) {
            return Turn.refused(
                    Refusal.WRONG_STATE, found.get() + " is " + found.get().state() + ": it has not ended");
        }
        turn.emit(new Event.JobForgotten(command.job()));
        return Turn.accepted();
    }

    static Reply unknown(String job) {
        return Turn.refused(Refusal.UNKNOWN_JOB, "there is no job " + job + "; it may have been forgotten");
    }
}
