package dev.jangada.coordinator.policy;

import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.TaskId;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.WorkerId;
import dev.jangada.coordinator.WorkerRef;
import dev.jangada.coordinator.state.Attempt;
import dev.jangada.coordinator.state.AttemptState;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.Stage;
import dev.jangada.coordinator.state.Task;
import dev.jangada.coordinator.state.TaskState;
import dev.jangada.coordinator.state.Worker;
import dev.jangada.coordinator.state.WorkerState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which ready tasks go to which workers. Fair: the job with the fewest live attempts comes first. Within a job what ends
 * it comes first, then reduces, then maps by index. Workers with the most free places come first, except for a task that
 * failed there before. Costs O((jobs + assignments + tasks that wait) log (jobs + workers)).
 */
public final class Placement {
    private static final List<TaskKind> ORDER =
            List.of(TaskKind.ABORT, TaskKind.PUBLISH, TaskKind.PLAN, TaskKind.REDUCE, TaskKind.MAP);
    private static final long FIRST_BACK_OFF_MILLIS = 100;
    private static final long LONGEST_BACK_OFF_MILLIS = 10_000;
    private static final int MOST_DOUBLINGS = 7;

    private final Set<TaskId> inFlight;
    private final long nowMillis;
    private final PriorityQueue<Place> places = new PriorityQueue<>(
            Comparator.comparingInt((Place place) -> -place.free).thenComparing(place -> place.worker));
    private final PriorityQueue<Queue> jobs = new PriorityQueue<>(
            Comparator.comparingInt((Queue queue) -> queue.live).thenComparingInt(queue -> queue.order));
    private final List<Command.AssignAttempt> assigned = new ArrayList<>();

    private Placement(Set<TaskId> inFlight, long nowMillis) {
        this.inFlight = inFlight;
        this.nowMillis = nowMillis;
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
     */
    public static List<Command.AssignAttempt> assign(
            ClusterState state, List<OpenPlaces> open, Set<TaskId> inFlight, int limit, long nowMillis) {
        Placement placement = new Placement(inFlight, nowMillis);
        placement.openPlaces(state, open);
        placement.queueJobs(state);
        placement.run(limit);
        return placement.assigned;
    }

    /**
     * When a task that failed may be placed again: 100 ms after its first failure, twice as long after each other one, at
     * most 10 s; at once if its last attempt did not fail.
     */
    public static long notBefore(Task task) {
        List<Attempt> attempts = task.attempts();
        Attempt last = attempts.get(attempts.size() - 1);
        if (last.state() != AttemptState.FAILED) {
            return 0;
        }
        int failures = 0;
        for (Attempt attempt : attempts) {
            failures += attempt.state() == AttemptState.FAILED ? 1 : 0;
        }
        long delay = FIRST_BACK_OFF_MILLIS << Math.min(failures - 1, MOST_DOUBLINGS);
        return last.endedMillis() + Math.min(delay, LONGEST_BACK_OFF_MILLIS);
    }

    private void openPlaces(ClusterState state, List<OpenPlaces> open) {
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

    private void queueJobs(ClusterState state) {
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
                place(queue.job, task);
                queue.live++;
                jobs.add(queue);
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

    private void place(Job job, TaskId task) {
        Place first = places.remove();
        Place chosen = first;
        List<Place> passed = new ArrayList<>();
        Optional<Task> tried = job.task(task);
        while (tried.isPresent() && failedOn(tried.get(), chosen.worker.worker()) && !places.isEmpty()) {
            passed.add(chosen);
            chosen = places.remove();
        }
        boolean inVain = tried.isPresent() && failedOn(tried.get(), chosen.worker.worker());
        if (inVain && !passed.isEmpty()) {
            passed.add(chosen);
            passed.remove(first);
            chosen = first;
        }
        String reason = passed.isEmpty() ? "most free places" : "most free places but where it failed before";
        assigned.add(new Command.AssignAttempt(task, chosen.worker, inVain ? "failed everywhere else, too" : reason));
        chosen.free--;
        if (chosen.free > 0) {
            places.add(chosen);
        }
        places.addAll(passed);
    }

    private static boolean failedOn(Task task, WorkerId worker) {
        for (Attempt attempt : task.attempts()) {
            if (attempt.state() == AttemptState.FAILED
                    && attempt.worker().worker().equals(worker)) {
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
