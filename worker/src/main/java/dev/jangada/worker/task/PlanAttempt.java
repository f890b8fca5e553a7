package dev.jangada.worker.task;

import com.google.protobuf.ByteString;
import dev.jangada.api.JobDefinitionException;
import dev.jangada.api.plan.JobPlan;
import dev.jangada.api.plan.OutputFormat;
import dev.jangada.engine.InputPattern;
import dev.jangada.engine.PlanRequest;
import dev.jangada.engine.PlanResult;
import dev.jangada.engine.Planner;
import dev.jangada.engine.input.Split;
import dev.jangada.engine.task.TaskException;
import dev.jangada.protocol.v1.AttemptOutcome;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.InputPath;
import dev.jangada.protocol.v1.JobRequest;
import dev.jangada.protocol.v1.Plan;
import dev.jangada.protocol.v1.PlanChunk;
import dev.jangada.storage.InputFile;
import dev.jangada.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Plans a job: checks what it is given, prepares its output, cuts its input. */
final class PlanAttempt {

    /** The most bytes of splits in a chunk, unless a single split is larger. */
    static final int CHUNK_BYTES = 256 << 10;

    /** About how many input bytes a reduce task gets when the user does not say how many there are. */
    private static final long BYTES_PER_REDUCE = 128L << 20;

    private static final int REDUCES_PER_SLOT = 4;

    private final JobRuntime job;
    private final AttemptRef attempt;
    private final AttemptControl control;
    private final AttemptListener listener;

    PlanAttempt(JobRuntime job, AttemptRef attempt, AttemptControl control, AttemptListener listener) {
        this.job = job;
        this.attempt = attempt;
        this.control = control;
        this.listener = listener;
    }

    AttemptOutcome run() throws TaskException, IOException {
        JobPlan plan = job.plan();
        Thread.currentThread().setContextClassLoader(job.userLoader());
        JobRequest request = job.request();
        boolean writes = plan.output() != OutputFormat.DISCARD;
        if (writes && !request.hasOutput()) {
            throw new JobDefinitionException("the job writes output, but was given no place for it: give --output DIR");
        }
        if (!writes && request.hasOutput()) {
            throw new JobDefinitionException("the job discards its output, so nothing would be written at "
                    + request.getOutput() + ": leave out --output");
        }
        if (plan.readsInput() && request.getInputsCount() == 0) {
            throw new JobDefinitionException("the job reads input, but was given none: name at least one INPUT");
        }
        Storage storage = job.inputStorage();
        long bytes = plan.readsInput() ? inputBytes(storage) : 0;
        if (writes) {
            List<String> inputs = new ArrayList<>();
            if (plan.readsInput()) {
                request.getInputsList().forEach(input -> inputs.add(input.getPath()));
            }
            storage.checkDisjoint(inputs, request.getOutput());
            job.output().prepare(request.getOptions().getOverwrite());
        }
        control.check();
        int reduces = plan.isMapOnly() ? 0 : reduces(bytes);
        PlanRequest wanted = new PlanRequest(
                plan.readsInput() ? patterns() : List.of(),
                reduces,
                0,
                job.site().slots());
        PlanResult result = Planner.plan(plan, wanted, storage, control);
        sendSplits(result.splits());
        return AttemptOutcome.newBuilder()
                .setPlanned(Plan.newBuilder()
                        .setMaps(result.splits().size())
                        .setReduces(reduces)
                        .setDeterministic(plan.deterministic())
                        .setPublishes(writes)
                        .setShared(ByteString.copyFrom(result.ranges().encode()))
                        .setInputFiles(result.files())
                        .setInputBytes(result.inputBytes()))
                .build();
    }

    private List<InputPattern> patterns() {
        return job.request().getInputsList().stream()
                .map(input -> new InputPattern(input.getPath(), input.getDisplayName()))
                .toList();
    }

    /** Lists the inputs before anything is made: a wrong one leaves no trace at the output. */
    private long inputBytes(Storage storage) throws IOException {
        long sum = 0;
        for (InputPath input : job.request().getInputsList()) {
            for (InputFile file : storage.list(input.getPath(), input.getDisplayName())) {
                sum += file.length();
            }
        }
        return sum;
    }

    private int reduces(long inputBytes) {
        int asked = job.request().getOptions().getReducers();
        if (asked != 0) {
            return asked;
        }
        long most = (long) REDUCES_PER_SLOT * job.site().slots();
        return (int) Math.max(1, Math.min(most, (inputBytes + BYTES_PER_REDUCE - 1) / BYTES_PER_REDUCE));
    }

    private void sendSplits(List<Split> splits) {
        PlanChunk.Builder chunk = PlanChunk.newBuilder().setAttempt(attempt);
        int bytes = 0;
        for (int i = 0; i < splits.size(); i++) {
            byte[] split = splits.get(i).encode();
            if (bytes > 0 && bytes + split.length > CHUNK_BYTES) {
                listener.planned(chunk.build());
                chunk = PlanChunk.newBuilder().setAttempt(attempt).setFirstIndex(i);
                bytes = 0;
            }
            chunk.addSplits(ByteString.copyFrom(split));
            bytes += split.length;
        }
        if (chunk.getSplitsCount() > 0) {
            listener.planned(chunk.build());
        }
    }
}
