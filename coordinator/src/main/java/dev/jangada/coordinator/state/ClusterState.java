package dev.jangada.coordinator.state;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.Stamp;
import dev.jangada.coordinator.WorkerId;
import dev.jangada.coordinator.WorkerRef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that the masters agree on. Changes only through {@link #evolve}. Not safe for use by several threads: its owner is
 * the thread that applies the log.
 */
public final class ClusterState {
    private final Map<JobId, Job> jobs = new LinkedHashMap<>();
    private final Map<String, ForgottenJob> forgotten = new LinkedHashMap<>();
    private final Map<WorkerId, Worker> workers = new TreeMap<>();
    /** Grows whenever {@link #hash} is computed in another way; hashes of different versions can't be compared. */
    public static final int HASH_VERSION = 2;

    private final ArrayDeque<TermRecord> terms = new ArrayDeque<>();
    private long timeMillis;
    private long jobsSubmitted;

    /** Derived from the jobs. */
    private final Map<JobId, Job> liveJobs = new LinkedHashMap<>();

    private final Map<String, Job> byToken = new TreeMap<>();
    private final Map<String, Job> byOutput = new TreeMap<>();

    private final Evolution evolution;

    /** An empty cluster. */
    public ClusterState() {
        this(TransitionWatcher.NONE);
    }

    /** An empty cluster; {@code watcher} is told of each transition. */
    public ClusterState(TransitionWatcher watcher) {
        this.evolution = new Evolution(this, watcher);
    }

    /** The state that {@code image} shows. */
    public static ClusterState of(ClusterImage image) {
        return of(image, TransitionWatcher.NONE);
    }

    /** The state that {@code image} shows; {@code watcher} is told of each transition from now on. */
    public static ClusterState of(ClusterImage image, TransitionWatcher watcher) {
        ClusterState state = new ClusterState(watcher);
        state.timeMillis = image.timeMillis();
        state.jobsSubmitted = image.jobsSubmitted();
        state.terms.addAll(image.terms());
        image.forgotten().forEach(job -> state.forgotten.put(job.token(), job));
        image.workers().forEach(worker -> state.workers.put(worker.ref().worker(), Worker.of(worker)));
        image.jobs().forEach(job -> state.index(Job.of(job)));
        return state;
    }

    /** This state as values that don't change. */
    public ClusterImage image() {
        List<ClusterImage.JobImage> jobImages = new ArrayList<>();
        jobs.values().forEach(job -> jobImages.add(job.image()));
        List<ClusterImage.WorkerImage> workerImages = new ArrayList<>();
        workers.values().forEach(worker -> workerImages.add(worker.image()));
        return new ClusterImage(
                timeMillis,
                jobsSubmitted,
                List.copyOf(terms),
                jobImages,
                List.copyOf(forgotten.values()),
                workerImages);
    }

    /** A hash of everything in it; equal on all replicas that applied the same log. */
    public long hash() {
        StableHash hash = new StableHash();
        hash.add(timeMillis).add(jobsSubmitted).add(terms.size());
        for (TermRecord term : terms) {
            hash.add(term.term()).add(term.leader()).add(term.timeMillis()).add(term.outageMillis());
            hash.add(term.firstAssignedMillis());
        }
        hash.add(jobs.size()).add(liveJobs.size());
        jobs.values().forEach(job -> job.addTo(hash));
        hash.add(forgotten.size());
        for (ForgottenJob job : forgotten.values()) {
            hash.add(job.token()).add(job.job().value()).add(job.specHash());
        }
        hash.add(workers.size());
        workers.values().forEach(worker -> worker.addTo(hash));
        return hash.value();
    }

    /** Makes {@code event} part of the state. */
    public void evolve(Stamp stamp, Event event) {
        timeMillis = Math.max(timeMillis, stamp.timeMillis());
        evolution.apply(new Stamp(stamp.term(), stamp.index(), timeMillis), event);
    }

    /** The time of the last event, in ms since the Unix epoch. */
    public long timeMillis() {
        return timeMillis;
    }

    /** How many jobs were ever submitted. */
    public long jobsSubmitted() {
        return jobsSubmitted;
    }

    /** The id of the next job. */
    public JobId nextJobId() {
        return new JobId("job-" + (jobsSubmitted + 1));
    }

    /** Every job that is not forgotten, in the order of submission. */
    public Collection<Job> jobs() {
        return Collections.unmodifiableCollection(jobs.values());
    }

    /** The jobs that have not ended, in the order of submission. */
    public Collection<Job> liveJobs() {
        return Collections.unmodifiableCollection(liveJobs.values());
    }

    public Optional<Job> job(JobId id) {
        return Optional.ofNullable(jobs.get(id));
    }

    @Nullable
    Job jobOrNull(JobId id) {
        return jobs.get(id);
    }

    /** The job submitted with {@code token}, unless it is forgotten. */
    public Optional<Job> jobByToken(String token) {
        return Optional.ofNullable(byToken.get(token));
    }

    /** The live job that writes to {@code output}. */
    public Optional<Job> jobByOutput(String output) {
        return Optional.ofNullable(byOutput.get(outputKey(output)));
    }

    /** What is left of a dropped job. */
    public Optional<ForgottenJob> forgotten(String token) {
        return Optional.ofNullable(forgotten.get(token));
    }

    /** Every worker, retired ones included, by id. */
    public Collection<Worker> workers() {
        return Collections.unmodifiableCollection(workers.values());
    }

    public Optional<Worker> worker(WorkerId id) {
        return Optional.ofNullable(workers.get(id));
    }

    @Nullable
    Worker workerOrNull(WorkerId id) {
        return workers.get(id);
    }

    /** The worker, if this is its epoch and the epoch is good. */
    public Optional<Worker> trusted(WorkerRef ref) {
        Worker worker = workers.get(ref.worker());
        return worker != null && worker.isTrusted() && worker.ref().equals(ref)
                ? Optional.of(worker)
                : Optional.empty();
    }

    /** The last terms, oldest first. */
    public Collection<TermRecord> terms() {
        return Collections.unmodifiableCollection(terms);
    }

    void begin(TermRecord term) {
        if (terms.size() == Limits.TERMS) {
            terms.removeFirst();
        }
        terms.addLast(term);
    }

    void assignedInTerm(long millis) {
        TermRecord last = terms.peekLast();
        if (last != null && last.firstAssignedMillis() == 0) {
            terms.removeLast();
            terms.addLast(last.withFirstAssignment(millis));
        }
    }

    void add(Job job) {
        jobsSubmitted++;
        index(job);
    }

    void add(Worker worker) {
        workers.put(worker.id(), worker);
    }

    void ended(Job job) {
        liveJobs.remove(job.id());
        job.spec().output().ifPresent(output -> byOutput.remove(outputKey(output)));
    }

    void forget(Job job) {
        jobs.remove(job.id());
        byToken.remove(job.token());
        forgotten.put(job.token(), new ForgottenJob(job.token(), job.id(), SpecHash.of(job.spec())));
        if (forgotten.size() > Limits.FORGOTTEN_JOBS) {
            forgotten.remove(forgotten.keySet().iterator().next());
        }
    }

    private void index(Job job) {
        jobs.put(job.id(), job);
        byToken.put(job.token(), job);
        if (job.isEnded()) {
            return;
        }
        liveJobs.put(job.id(), job);
        job.spec().output().ifPresent(output -> byOutput.put(outputKey(output), job));
        job.stages().forEach(this::index);
    }

    private void index(Stage stage) {
        boolean needed = job(stage.job()).filter(Job::needsMapOutputs).isPresent();
        for (int i = 0; i < stage.size(); i++) {
            Task task = stage.taskOrNull(i);
            if (task != null) {
                task.attempts().forEach(attempt -> index(attempt, needed));
            }
        }
    }

    private void index(Attempt attempt, boolean needed) {
        Worker worker = workers.get(attempt.worker().worker());
        if (worker != null && attempt.isLive()) {
            worker.addLive(attempt);
        } else if (worker != null && needed && attempt.keepsRunFile()) {
            worker.addOutput(attempt.task().id().job());
        }
    }

    /** Outputs that differ in slashes at their end only are the same. */
    private static String outputKey(String output) {
        int end = output.length();
        while (end > 1 && output.charAt(end - 1) == '/') {
            end--;
        }
        return output.substring(0, end);
    }
}
