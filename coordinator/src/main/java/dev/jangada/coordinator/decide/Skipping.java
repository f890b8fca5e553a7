package dev.jangada.coordinator.decide;

import dev.jangada.coordinator.Failure;
import dev.jangada.coordinator.PoisonRecord;
import dev.jangada.coordinator.state.Attempt;
import dev.jangada.coordinator.state.Caution;
import dev.jangada.coordinator.state.Event;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.Limits;

/**
 * Leaves out records that user code can't take, if the job allows it: "Skipping Bad Records" of Dean and Ghemawat,
 * MapReduce (OSDI 2004), section 4.6. When a task has failed twice in a row at one record, its next attempts are told to
 * skip it, and those failures count no more.
 */
final class Skipping {
    private static final int FAILURES_TO_SKIP = 2;

    private Skipping() {}

    /** What the failure, which has been emitted, means for the task: itself, or that too many records would be skipped. */
    static Failure after(Turn turn, Attempt failed, Failure failure) {
        Caution caution = failed.task().caution();
        if (failure.record().isEmpty() || caution.failuresThere() < FAILURES_TO_SKIP) {
            return failure;
        }
        PoisonRecord record = failure.record().get();
        Job job = turn.state().job(failed.id().task().job()).orElseThrow();
        int allowed = Math.min(job.spec().options().skippableRecords(), Limits.SKIPS_PER_JOB);
        if (job.skips() < allowed) {
            turn.emit(new Event.RecordSkipped(failed.id().task(), record, caution.failuresThere()));
            return failure;
        }
        String message = "the job may skip " + allowed + " records and has skipped them all; the next one is at "
                + record.where() + ": " + failure.message();
        return new Failure(
                Failure.Kind.PERMANENT,
                Limits.cut(message, Limits.MESSAGE_LENGTH),
                failure.logTail(),
                failure.record());
    }
}
