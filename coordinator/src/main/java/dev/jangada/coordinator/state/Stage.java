package dev.jangada.coordinator.state;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.TaskId;
import dev.jangada.coordinator.TaskKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one kind in a job: a byte for each, and more only for those that were assigned once. Mutable, owned by
 * its {@link Job}; changes only in {@link Evolution}.
 */
@SuppressWarnings("EnumOrdinal") // A byte a task; the order of the constants is neither stored nor sent.
public final class Stage {
    private static final TaskState[] STATES = TaskState.values();

    private final JobId job;
    private final TaskKind kind;
    private final byte[] states;
    private final @Nullable Task[] tasks;
    private final int[] counts = new int[STATES.length];
    private final BitSet ready;

    Stage(JobId job, TaskKind kind, int size, TaskState initial) {
        this.job = job;
        this.kind = kind;
        this.states = new byte[size];
        this.tasks = new Task[size];
        this.ready = new BitSet(size);
        Arrays.fill(states, (byte) initial.ordinal());
        counts[initial.ordinal()] = size;
        ready.set(0, size, initial == TaskState.READY);
    }

    static Stage of(JobId job, ClusterImage.StageImage image) {
        Stage stage = new Stage(job, image.kind(), image.states().size(), TaskState.BLOCKED);
        for (int i = 0; i < image.states().size(); i++) {
            stage.set(i, image.states().get(i));
        }
        for (ClusterImage.TaskImage task : image.tasks()) {
            stage.tasks[task.index()] = Task.of(stage, task);
        }
        return stage;
    }

    ClusterImage.StageImage image() {
        List<TaskState> stateImages = new ArrayList<>(states.length);
        List<ClusterImage.TaskImage> taskImages = new ArrayList<>();
        for (int i = 0; i < states.length; i++) {
            stateImages.add(state(i));
            Task task = tasks[i];
            if (task != null) {
                taskImages.add(task.image());
            }
        }
        return new ClusterImage.StageImage(kind, stateImages, taskImages);
    }

    void addTo(StableHash hash) {
        hash.add(kind).add(states.length);
        for (int i = 0; i < states.length; i++) {
            hash.add(states[i]);
            Task task = tasks[i];
            hash.add(task != null);
            if (task != null) {
                task.addTo(hash);
            }
        }
        for (int count : counts) {
            hash.add(count);
        }
    }

    /** Whose stage it is. */
    public JobId job() {
        return job;
    }

    public TaskKind kind() {
        return kind;
    }

    /** Number of tasks. */
    public int size() {
        return states.length;
    }

    /** The state of the task at {@code index}. */
    public TaskState state(int index) {
        return STATES[states[index]];
    }

    /** How many tasks are in {@code state}. */
    public int count(TaskState state) {
        return counts[state.ordinal()];
    }

    /** Whether every task is committed; so is a stage without tasks. */
    public boolean isCommitted() {
        return count(TaskState.COMMITTED) == states.length;
    }

    /** The lowest index of a READY task that is at least {@code from}, or -1. */
    public int nextReady(int from) {
        return ready.nextSetBit(from);
    }

    /** The task at {@code index}, if it was ever assigned. */
    public Optional<Task> task(int index) {
        return Optional.ofNullable(tasks[index]);
    }

    @Nullable
    Task taskOrNull(int index) {
        return tasks[index];
    }

    Task taskForAssignment(int index) {
        Task task = tasks[index];
        if (task == null) {
            task = new Task(this, index);
            tasks[index] = task;
        }
        return task;
    }

    /** The id of the task at {@code index}. */
    public TaskId id(int index) {
        return new TaskId(job, kind, index);
    }

    /** Sets a state without asking whether it may follow. */
    void set(int index, TaskState to) {
        counts[states[index]]--;
        counts[to.ordinal()]++;
        states[index] = (byte) to.ordinal();
        ready.set(index, to == TaskState.READY);
    }
}
