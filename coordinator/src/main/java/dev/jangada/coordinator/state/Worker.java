package dev.jangada.coordinator.state;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.WorkerId;
import dev.jangada.coordinator.WorkerProfile;
import dev.jangada.coordinator.WorkerRef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A worker in its current epoch. Mutable, owned by its {@link ClusterState}; changes only in {@link Evolution}. */
public final class Worker {
    private WorkerRef ref;
    private String incarnation;
    private WorkerProfile profile;
    private WorkerState state = WorkerState.ACTIVE;
    private long sinceMillis;
    private String reason = "";
    private final ArrayDeque<String> superseded = new ArrayDeque<>();

    /** Derived from the tasks: what it runs, and how many outputs that are still needed it keeps for each job. */
    private final Set<Attempt> live = new LinkedHashSet<>();

    private final Map<JobId, Integer> outputs = new LinkedHashMap<>();

    Worker(WorkerRef ref, String incarnation, WorkerProfile profile, long sinceMillis) {
        this.ref = ref;
        this.incarnation = incarnation;
        this.profile = profile;
        this.sinceMillis = sinceMillis;
    }

    static Worker of(ClusterImage.WorkerImage image) {
        Worker worker = new Worker(image.ref(), image.incarnation(), image.profile(), image.sinceMillis());
        worker.state = image.state();
        worker.reason = image.reason();
        worker.superseded.addAll(image.superseded());
        return worker;
    }

    ClusterImage.WorkerImage image() {
        return new ClusterImage.WorkerImage(
                ref, incarnation, profile, state, sinceMillis, reason, List.copyOf(superseded));
    }

    void addTo(StableHash hash) {
        hash.add(ref.worker().value()).add(ref.epoch()).add(incarnation);
        hash.add(profile.address()).add(profile.machine()).add(profile.directory());
        hash.add(profile.slots()).add(profile.version());
        hash.add(state).add(sinceMillis).add(reason).add(superseded.size());
        superseded.forEach(hash::add);
        hash.add(live.size()).add(outputs.size());
    }

    public WorkerId id() {
        return ref.worker();
    }

    /** Its id and current epoch. */
    public WorkerRef ref() {
        return ref;
    }

    /** The random id of its current process. */
    public String incarnation() {
        return incarnation;
    }

    public WorkerProfile profile() {
        return profile;
    }

    public WorkerState state() {
        return state;
    }

    /** Whether its epoch is good: it may report, and its outputs may be read. */
    public boolean isTrusted() {
        return state.isTrusted();
    }

    /** When it reached its state. */
    public long sinceMillis() {
        return sinceMillis;
    }

    /** Why it was fenced last. */
    public String reason() {
        return reason;
    }

    /** Whether {@code process} was replaced by another one under this id. */
    public boolean wasSuperseded(String process) {
        return superseded.contains(process);
    }

    /** The live attempts that it holds, in no order that means anything. */
    public Collection<Attempt> live() {
        return Collections.unmodifiableSet(live);
    }

    /** The live attempts that it holds, by id. A copy. */
    public List<Attempt> liveById() {
        List<Attempt> sorted = new ArrayList<>(live);
        sorted.sort((one, other) -> one.id().compareTo(other.id()));
        return sorted;
    }

    /** How many live attempts it may hold. */
    public int capacity() {
        return profile.slots() * Limits.ATTEMPTS_PER_SLOT;
    }

    /** How many committed map outputs it keeps that a job still needs. */
    public int neededOutputs() {
        int sum = 0;
        for (int count : outputs.values()) {
            sum += count;
        }
        return sum;
    }

    /** How many committed map outputs it keeps that {@code job} still needs. */
    public int neededOutputs(JobId job) {
        return outputs.getOrDefault(job, 0);
    }

    void register(WorkerRef next, String process, WorkerProfile said) {
        if (!process.equals(incarnation)) {
            if (superseded.size() == Limits.SUPERSEDED) {
                superseded.removeFirst();
            }
            superseded.addLast(incarnation);
        }
        ref = next;
        incarnation = process;
        profile = said;
    }

    void changeProfile(WorkerProfile said) {
        profile = said;
    }

    void move(WorkerState to, String why, long millis) {
        state = to;
        reason = why;
        sinceMillis = millis;
    }

    void addLive(Attempt attempt) {
        live.add(attempt);
    }

    void removeLive(Attempt attempt) {
        live.remove(attempt);
    }

    void addOutput(JobId job) {
        outputs.merge(job, 1, Integer::sum);
    }

    void removeOutput(JobId job) {
        Integer left = outputs.merge(job, -1, Integer::sum);
        if (left == 0) {
            outputs.remove(job);
        }
    }

    void releaseOutputs(JobId job) {
        outputs.remove(job);
    }

    @Override
    public String toString() {
        return ref.toString();
    }
}
