package dev.jangada.coordinator.policy;

import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.TaskId;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.WorkerId;
import dev.jangada.coordinator.WorkerRef;
import dev.jangada.coordinator.state.Attempt;
import dev.jangada.coordinator.state.AttemptState;
import dev.jangada.coordinator.state.CleanupPlace;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.Stage;
import dev.jangada.coordinator.state.Task;
import dev.jangada.coordinator.state.TaskState;
import dev.jangada.coordinator.state.Worker;
import dev.jangada.coordinator.state.WorkerState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which ready tasks go to which workers. Fair: the job with the fewest live attempts comes first. Within a job what ends
 * it comes first, then reduces, then maps by index. Workers with the most free places come first, except for a task that
 * failed there before, and for a task of which nobody makes a backup where a backup was faster in the same job; those that
 * are excluded get none. Cleaning up goes where it must ({@link CleanupPlace}). Costs O((jobs + assignments + tasks that wait) log (jobs + workers)), and for a task without
 * backups the tasks of its job.
 */
public final class Placement {
    private static final List<TaskKind> ORDER =
            List.of(TaskKind.ABORT, TaskKind.PUBLISH, TaskKind.PLAN, TaskKind.REDUCE, TaskKind.MAP);
    private static final long FIRST_BACK_OFF_MILLIS = 100;
    private static final long LONGEST_BACK_OFF_MILLIS = 10_000;
    private static final int MOST_DOUBLINGS = 7;

    private final ClusterState state;
    private final Set<TaskId> inFlight;
    private final long nowMillis;
    private final Exclusion exclusion;
    private final PriorityQueue<Place> places = new PriorityQueue<>(
            Comparator.comparingInt((Place place) -> -place.free).thenComparing(place -> place.worker));
    private final PriorityQueue<Queue> jobs = new PriorityQueue<>(
            Comparator.comparingInt((Queue queue) -> queue.live).thenComparingInt(queue -> queue.order));
    private final List<Command.AssignAttempt> assigned = new ArrayList<>();

    private Placement(ClusterState state, Set<TaskId> inFlight, long nowMillis, Exclusion exclusion) {
        this.state = state;
        this.inFlight = inFlight;
        this.nowMillis = nowMillis;
        this.exclusion = exclusion;
    }

    /** A worker, and how many more attempts it should get now. */
    public record OpenPlaces(WorkerRef worker, int free) {}

    /**
     * The assignments to propose.
     *
     * @param open workers with free places; those that drain or are not trusted are passed over
     * @param inFlight tasks whose assignment is proposed and not decided yet
     * @param limit how many assignments at most
     * @param nowMillis wall clock of the leader, as in the stamps of the log
     * @param exclusion workers that get no tasks of some job, or of any
     */
    public static List<Command.AssignAttempt> assign(
            ClusterState state,
            List<OpenPlaces> open,
            Set<TaskId> inFlight,
            int limit,
            long nowMillis,
            Exclusion exclusion) {
        Placement placement = new Placement(state, inFlight, nowMillis, exclusion);
        placement.openPlaces(open);
        placement.queueJobs();
        placement.run(limit);
        return placement.assigned;
    }

    /**
     * When a task that failed may be placed again: 100 ms after its first failure, twice as long after each other one, at
     * most 10 s; at once if the attempt that ended last did not fail.
     */
    public static long notBefore(Task task) {
        List<Attempt> attempts = task.attempts();
        Attempt last = attempts.get(0);
        int failures = 0;
        for (Attempt attempt : attempts) {
            failures += attempt.state() == AttemptState.FAILED ? 1 : 0;
            last = attempt.endedMillis() >= last.endedMillis() ? attempt : last;
        }
        if (last.state() != AttemptState.FAILED) {
            return 0;
        }
        long delay = FIRST_BACK_OFF_MILLIS << Math.min(failures - 1, MOST_DOUBLINGS);
        return last.endedMillis() + Math.min(delay, LONGEST_BACK_OFF_MILLIS);
    }

    private void openPlaces(List<OpenPlaces> open) {
        for (OpenPlaces each : open) {
            boolean active = state.trusted(each.worker())
                    .map(Worker::state)
                    .filter(WorkerState.ACTIVE::equals)
                    .isPresent();
            if (active && each.free() > 0) {
                places.add(new Place(each.worker(), each.free()));
            }
        }
    }

    private void queueJobs() {
        if (places.isEmpty()) {
            return;
        }
        int order = 0;
        for (Job job : state.liveJobs()) {
            Queue queue = new Queue(job, order++);
            if (queue.hasReady()) {
                jobs.add(queue);
            }
        }
    }

    private void run(int limit) {
        while (assigned.size() < limit && !places.isEmpty() && !jobs.isEmpty()) {
            Queue queue = jobs.remove();
            TaskId task = next(queue);
            if (task != null) {
                if (place(queue.job, task)) {
                    queue.live++;
                    jobs.add(queue);
                }
            }
        }
    }

    /** The next task of the job that may be placed now; null if there is none. */
    private @Nullable TaskId next(Queue queue) {
        for (Stage stage = queue.stage(); stage != null; stage = queue.stage()) {
            int index = stage.nextReady(queue.index);
            if (index < 0) {
                queue.nextStage();
                continue;
            }
            queue.index = index + 1;
            TaskId task = stage.id(index);
            Optional<Task> tried = stage.task(index);
            if (inFlight.contains(task)) {
                queue.live++;
            } else if (tried.isEmpty() || notBefore(tried.get()) <= nowMillis) {
                return task;
            }
        }
        return null;
    }

    /** False if no worker with a place may run a task of this job. */
    private boolean place(Job job, TaskId task) {
        Optional<WorkerRef> only = task.kind() == TaskKind.ABORT ? CleanupPlace.of(state, job) : Optional.empty();
        return only.isPresent() ? placeAt(only.get(), task) : placeAnywhere(job, task);
    }

    private boolean placeAt(WorkerRef only, TaskId task) {
        Optional<Place> place =
                places.stream().filter(open -> open.worker.equals(only)).findFirst();
        place.ifPresent(chosen -> {
            places.remove(chosen);
            assign(task, chosen, "the job was planned there");
        });
        return place.isPresent();
    }

    private boolean placeAnywhere(Job job, TaskId task) {
        Optional<Task> tried = job.task(task);
        Set<WorkerId> overtaken = Speculation.mayBackUp(task.kind()) ? Set.of() : overtaken(job);
        List<Place> passed = new ArrayList<>();
        Place inVain = null;
        Place chosen = null;
        while (chosen == null && !places.isEmpty()) {
            Place next = places.remove();
            WorkerId worker = next.worker.worker();
            boolean mayRun = exclusion.from(job.id(), worker).isEmpty();
            boolean hasFailed = tried.isPresent() && failedOn(tried.get(), worker);
            if (mayRun && !hasFailed && !overtaken.contains(worker)) {
                chosen = next;
            } else {
                passed.add(next);
                inVain = mayRun && inVain == null ? next : inVain;
            }
        }
        places.addAll(passed);
        String reason = passed.isEmpty() ? "most free places" : "most free places but where it failed or is slow";
        if (chosen == null && inVain != null) {
            places.remove(inVain);
            chosen = inVain;
            reason = "no better worker has a place";
        }
        if (chosen == null) {
            return false;
        }
        assign(task, chosen, reason);
        return true;
    }

    private void assign(TaskId task, Place chosen, String reason) {
        assigned.add(new Command.AssignAttempt(task, chosen.worker, reason));
        chosen.free--;
        if (chosen.free > 0) {
            places.add(chosen);
        }
    }

    /** Where an attempt of the job was slower than its backup. */
    private static Set<WorkerId> overtaken(Job job) {
        Set<WorkerId> found = new LinkedHashSet<>();
        for (Stage stage : job.stages()) {
            for (int i = 0; i < stage.size(); i++) {
                Optional<Task> task = stage.task(i);
                if (task.flatMap(Task::committed).filter(Attempt::isBackup).isPresent()) {
                    for (Attempt attempt : task.get().attempts()) {
                        if (attempt.state() == AttemptState.STOPPED) {
                            found.add(attempt.worker().worker());
                        }
                    }
                }
            }
        }
        return found;
    }

    private static boolean failedOn(Task task, WorkerId worker) {
        for (Attempt attempt : task.attempts()) {
            boolean wasInVain = attempt.state() == AttemptState.FAILED || attempt.state() == AttemptState.OUTPUT_LOST;
            if (wasInVain && attempt.worker().worker().equals(worker)) {
                return true;
            }
        }
        return false;
    }

    private static final class Place {
        private final WorkerRef worker;
        private int free;

        Place(WorkerRef worker, int free) {
            this.worker = worker;
            this.free = free;
        }
    }

    /** A job's ready tasks in their order, and how far we are. */
    private static final class Queue {
        private final Job job;
        private final int order;
        private int live;
        private int kind;
        private int index;

        Queue(Job job, int order) {
            this.job = job;
            this.order = order;
            this.live = job.counts().live();
        }

        boolean hasReady() {
            for (Stage stage : job.stages()) {
                if (stage.count(TaskState.READY) > 0) {
                    return true;
                }
            }
            return false;
        }

        @Nullable
        Stage stage() {
            while (kind < ORDER.size()) {
                Optional<Stage> stage = job.stage(ORDER.get(kind));
                if (stage.isPresent()) {
                    return stage.get();
                }
                nextStage();
            }
            return null;
        }

        void nextStage() {
            kind++;
            index = 0;
        }
    }
}
