package dev.jangada.worker.task;

import dev.jangada.engine.task.CorruptSegmentException;
import dev.jangada.engine.task.SegmentUnavailableException;
import dev.jangada.engine.task.TaskCancelledException;
import dev.jangada.engine.task.TaskException;
import dev.jangada.engine.task.UserCodeException;
import dev.jangada.protocol.v1.Assignment;
import dev.jangada.protocol.v1.AttemptOutcome;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.FailureKind;
import dev.jangada.protocol.v1.Nothing;
import dev.jangada.protocol.v1.Outcome;
import dev.jangada.protocol.v1.PoisonRecord;
import dev.jangada.protocol.v1.TaskStage;
import dev.jangada.protocol.v1.WinningPart;
import dev.jangada.storage.Manifest;
import dev.jangada.storage.PartSummary;
import dev.jangada.worker.attempt.Outcomes;
import dev.jangada.worker.shuffle.OutputMissingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs one attempt in the calling thread, from assignment to outcome. */
public final class AttemptRunner {

    /** So much of a stack trace is told, of {@link Outcomes#LOG_TAIL_LENGTH} characters in all. */
    private static final int TRACE_HEAD = 3_000;

    private static final int TRACE_TAIL = 2_000;

    private final JobRuntime job;
    private final Assignment assignment;
    private final AttemptRef attempt;
    private final AttemptControl control;
    private final AttemptListener listener;
    private final AttemptLog log;

    /** An attempt at a task of a job. */
    public AttemptRunner(JobRuntime job, Assignment assignment, AttemptControl control, AttemptListener listener) {
        this.job = job;
        this.assignment = assignment;
        this.attempt = assignment.getAttempt();
        this.control = control;
        this.listener = listener;
        this.log = new AttemptLog(job.site().logs().attempt(attempt));
    }

    /**
     * Runs it.
     *
     * @return what became of it; {@link AttemptListener#finished} is left to the caller
     * @throws OutOfMemoryError when the heap is exhausted: what that means is for the owner of the JVM to say
     */
    public Outcome run() {
        long begin = System.nanoTime();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        control.enter();
        OutputCapture.begin(log);
        Outcome outcome;
        try {
            listener.started(attempt);
            control.check();
            outcome = Outcomes.committed(attempt, work());
        } catch (TaskException | IOException | InterruptedException | RuntimeException | Error e) {
            outcome = ended(e);
        } finally {
            OutputCapture.end();
            control.leave();
            thread.setContextClassLoader(before);
            closeLog();
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        return outcome.toBuilder().setRunMillis(millis).build();
    }

    private AttemptOutcome work() throws TaskException, IOException, InterruptedException {
        return switch (attempt.getStage()) {
            case PLAN -> new PlanAttempt(job, attempt, control, listener).run();
            case MAP -> new MapAttempt(job, assignment, control, listener).run();
            case REDUCE -> new ReduceAttempt(job, assignment, control, listener).run();
            case PUBLISH -> publish();
            case ABORT -> abort();
            case TASK_STAGE_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalArgumentException("no known stage: " + attempt);
        };
    }

    private AttemptOutcome publish() throws IOException {
        List<PartSummary> parts = new ArrayList<>();
        for (WinningPart winner : assignment.getWinnersList()) {
            var part = winner.getPart();
            parts.add(new PartSummary(
                    part.getName(), winner.getAttemptNumber(), part.getRecords(), part.getBytes(), part.getCrc32C()));
        }
        String cluster = job.description().getClusterId();
        job.output().publish(new Manifest(cluster, job.job(), job.request().getDefinition(), parts));
        return done();
    }

    private AttemptOutcome abort() throws IOException {
        job.output().abort();
        return done();
    }

    private static AttemptOutcome done() {
        return AttemptOutcome.newBuilder().setDone(Nothing.getDefaultInstance()).build();
    }

    private Outcome ended(Throwable thrown) {
        OutOfMemoryError outOfMemory = Failures.outOfMemory(thrown);
        if (outOfMemory != null) {
            throw outOfMemory;
        }
        if (control.isStopped() || thrown instanceof TaskCancelledException) {
            return Outcomes.released(attempt, "stopped as it was told to");
        }
        if (thrown instanceof OutputMissingException) {
            return Outcomes.released(attempt, String.valueOf(thrown.getMessage()));
        }
        if (isFetchFailure(thrown)) {
            return failed(FailureKind.FETCH, String.valueOf(thrown.getMessage()));
        }
        Failures.Verdict verdict = Failures.judge(thrown, job.site());
        if (verdict.kind() != FailureKind.PERMANENT) {
            Throwable told =
                    thrown instanceof UserCodeException && thrown.getCause() != null ? thrown.getCause() : thrown;
            byte[] trace = trace(told).getBytes(StandardCharsets.UTF_8);
            log.write(trace, 0, trace.length);
        }
        Outcome outcome = failed(verdict.kind(), verdict.message());
        return thrown instanceof UserCodeException user && user.position().isPresent()
                ? Outcomes.at(
                        outcome,
                        PoisonRecord.newBuilder()
                                .setPosition(user.position().getAsLong())
                                .setWhere(Outcomes.head(user.where(), Outcomes.WHERE_LENGTH))
                                .build())
                : outcome;
    }

    /** The stack trace, without the middle of a long one: it must leave room for what the attempt printed. */
    private static String trace(Throwable told) {
        StringWriter trace = new StringWriter();
        told.printStackTrace(new PrintWriter(trace));
        String text = trace.toString();
        return text.length() <= TRACE_HEAD + TRACE_TAIL
                ? text
                : Outcomes.head(text, TRACE_HEAD) + "\n... (" + (text.length() - TRACE_HEAD - TRACE_TAIL)
                        + " characters are left out)\n" + Outcomes.tail(text, TRACE_TAIL);
    }

    private boolean isFetchFailure(Throwable thrown) {
        if (attempt.getStage() != TaskStage.REDUCE) {
            return false;
        }
        boolean isCorrupt = thrown instanceof CorruptSegmentException corrupt
                && corrupt.mapIndex().isPresent();
        return isCorrupt || thrown instanceof SegmentUnavailableException;
    }

    private Outcome failed(FailureKind kind, String message) {
        return Outcomes.failed(attempt, kind, message, log.tail());
    }

    private void closeLog() {
        try {
            log.close();
        } catch (IOException e) {
            // what was printed is lost, and nothing else
        }
    }
}
