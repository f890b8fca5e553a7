package dev.jangada.engine;

import dev.jangada.api.plan.JobPlan;
import dev.jangada.api.plan.MapStage;
import dev.jangada.api.plan.Partitioning;
import dev.jangada.api.plan.SourceKind;
import dev.jangada.engine.collect.KeyRanges;
import dev.jangada.engine.input.LineNumbering;
import dev.jangada.engine.input.Split;
import dev.jangada.engine.task.CancellationCheck;
import dev.jangada.engine.task.TaskException;
import dev.jangada.storage.InputFile;
import dev.jangada.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Cuts the input of a job into splits, and its keys into ranges when a total order is wanted. */
public final class Planner {

    private Planner() {}

    /**
     * Plans a job in the calling thread. The result depends on the plan, the request and the input only.
     *
     * @throws TaskException when the input is missing or cannot be read, user code fails on a sample of it, or the caller
     *     cancels
     */
    public static PlanResult plan(JobPlan plan, PlanRequest request, Storage storage, CancellationCheck cancellation)
            throws TaskException {
        if (!plan.isMapOnly() && request.reducers() < 1) {
            throw new IllegalArgumentException("a job with reduce tasks has at least one, not " + request.reducers());
        }
        try {
            cancellation.check();
            return planFiles(plan, request, storage, cancellation);
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }

    private static PlanResult planFiles(
            JobPlan plan, PlanRequest request, Storage storage, CancellationCheck cancellation)
            throws IOException, TaskException {
        InputFiles files = new InputFiles(list(plan, request, storage));
        List<Split> splits;
        if (plan.source() instanceof SourceKind.Generated generated) {
            splits = numbers(generated.tasks());
        } else if (plan.source() instanceof SourceKind.Documents) {
            splits = files.wholeFiles(SplitSizing.choose(request, files.bytes()));
        } else {
            splits = files.cut(SplitSizing.choose(request, files.bytes()));
        }
        if (plan.source() instanceof SourceKind.Lines lines && lines.numbered()) {
            splits = LineNumbering.number(splits, storage, cancellation);
        }
        KeyRanges ranges = KeyRanges.NONE;
        Optional<MapStage> stage = plan.stage();
        if (stage.isPresent() && stage.get().partitioning() instanceof Partitioning.ByRange && request.reducers() > 1) {
            KeySampler sampler = new KeySampler(plan, stage.get(), storage, cancellation);
            ranges = sampler.sample(files.probes(plan.source(), splits), request.reducers());
        }
        return new PlanResult(splits, ranges, files.bytes(), files.count());
    }

    private static List<InputFile> list(JobPlan plan, PlanRequest request, Storage storage) throws IOException {
        List<InputFile> files = new ArrayList<>();
        if (plan.readsInput()) {
            for (InputPattern input : request.inputs()) {
                files.addAll(storage.list(input.pattern(), input.displayName()));
            }
        }
        return files;
    }

    private static List<Split> numbers(int tasks) {
        List<Split> splits = new ArrayList<>(tasks);
        for (int number = 0; number < tasks; number++) {
            splits.add(new Split(number, List.of()));
        }
        return splits;
    }
}
