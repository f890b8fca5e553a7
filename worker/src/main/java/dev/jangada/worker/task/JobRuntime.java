package dev.jangada.worker.task;

import dev.jangada.api.Arguments;
import dev.jangada.api.plan.JobPlan;
import dev.jangada.engine.collect.KeyRanges;
import dev.jangada.protocol.v1.Argument;
import dev.jangada.protocol.v1.InputPath;
import dev.jangada.protocol.v1.JobDescription;
import dev.jangada.protocol.v1.JobRequest;
import dev.jangada.protocol.v1.Plan;
import dev.jangada.storage.OutputArea;
import dev.jangada.storage.Storage;
import dev.jangada.storage.StorageException;
import dev.jangada.storage.Storages;
import dev.jangada.worker.local.JobDirectory;
import dev.jangada.worker.shuffle.JobOutputs;
import dev.jangada.worker.shuffle.LocalSegments;
import dev.jangada.worker.shuffle.RunFiles;
import dev.jangada.worker.shuffle.SegmentFetcher;
import dev.jangada.worker.shuffle.ShuffleChannels;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the attempts of one job share in one JVM: its description, its classes, its map outputs. Thread-safe. */
public final class JobRuntime implements Closeable {

    private final String job;
    private final Surroundings surroundings;
    private final JobOutputs outputs;
    private final LocalSegments local;
    private final JobDirectory directory;
    private volatile JobDescription description;
    private volatile KeyRanges ranges = KeyRanges.NONE;
    private @Nullable UserClassLoader loader;
    private @Nullable Class<?> definition;

    /**
     * What a job finds where it runs.
     *
     * @param site the worker
     * @param artifacts where jars are
     * @param files run files of this machine
     * @param channels the way to other workers
     */
    public record Surroundings(TaskSite site, ArtifactPaths artifacts, RunFiles files, ShuffleChannels channels) {}

    /** A job as described. */
    public JobRuntime(JobDescription description, Surroundings surroundings) {
        this.job = description.getJob();
        this.description = description;
        this.surroundings = surroundings;
        this.outputs = new JobOutputs(job);
        TaskSite site = surroundings.site();
        this.local = new LocalSegments(site.machine(), description.getClusterId(), surroundings.files());
        this.directory = JobDirectory.of(site.directory(), site.worker().getEpoch(), job);
        describe(description);
    }

    /** Takes a newer description, such as one with a plan. */
    public void describe(JobDescription newer) {
        if (newer.hasPlan() && !newer.getPlan().getShared().isEmpty()) {
            ranges = KeyRanges.decode(newer.getPlan().getShared().toByteArray());
        }
        description = newer;
    }

    /** The job's id. */
    public String job() {
        return job;
    }

    JobDescription description() {
        return description;
    }

    JobRequest request() {
        return description.getRequest();
    }

    Plan planned() {
        return description.getPlan();
    }

    KeyRanges ranges() {
        return ranges;
    }

    TaskSite site() {
        return surroundings.site();
    }

    JobDirectory directory() {
        return directory;
    }

    /** Where the job's map outputs lie. */
    public JobOutputs outputs() {
        return outputs;
    }

    SegmentFetcher.Access segments() {
        return new SegmentFetcher.Access(description.getClusterId(), outputs, local, surroundings.channels());
    }

    /** The job's plan, made anew: user functions need not be thread-safe. */
    JobPlan plan() throws IOException {
        Class<?> found = definition();
        Map<String, String> arguments = new HashMap<>();
        for (Argument argument : request().getArgumentsList()) {
            arguments.put(argument.getKey(), argument.getValue());
        }
        return JobPlan.of(found, Arguments.of(arguments));
    }

    private synchronized Class<?> definition() throws IOException {
        Class<?> known = definition;
        if (known == null) {
            List<String> digests = request().getArtifactsList();
            ClassLoader mine = JobRuntime.class.getClassLoader();
            if (loader == null && !digests.isEmpty()) {
                loader = new UserClassLoader(surroundings.artifacts().paths(digests), mine);
            }
            known = JobLoader.load(request(), loader == null ? mine : loader);
            definition = known;
        }
        return known;
    }

    /** The class loader that user code expects as its thread's. */
    synchronized ClassLoader userLoader() {
        return loader == null ? JobRuntime.class.getClassLoader() : loader;
    }

    /** The storage of the job's inputs, which is one and the same for all of them. */
    Storage inputStorage() throws StorageException {
        Storage storage = null;
        for (InputPath input : request().getInputsList()) {
            Storage next = Storages.forPath(input.getPath());
            if (storage != null && storage != next) {
                throw StorageException.permanent(
                        "the inputs " + request().getInputs(0).getDisplayName() + " and " + input.getDisplayName()
                                + " lie in different storages: copy them into one");
            }
            storage = next;
        }
        return storage == null ? Storages.forPath(site().directory().toString()) : storage;
    }

    /** Where the job's output goes. */
    OutputArea output() throws StorageException {
        if (!request().hasOutput()) {
            return new NoOutput();
        }
        String output = request().getOutput();
        return Storages.forPath(output).output(output, description.getClusterId() + "-" + job);
    }

    @Override
    public synchronized void close() throws IOException {
        if (loader != null) {
            loader.close();
        }
    }
}
