package dev.jangada.coordinator.policy;

import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.TaskId;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.WorkerId;
import dev.jangada.coordinator.WorkerRef;
import dev.jangada.coordinator.state.Attempt;
import dev.jangada.coordinator.state.AttemptState;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.JobState;
import dev.jangada.coordinator.state.Stage;
import dev.jangada.coordinator.state.Task;
import dev.jangada.coordinator.state.Worker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which running attempts get a backup on another worker. An attempt gets one if
 *
 * <ul>
 *   <li>it has given no sign of life for a while, which needs no others to compare with;
 *   <li>its progress rate is well below that of the others of its stage and a new attempt would be done first (LATE,
 *       Zaharia et al., OSDI'08); the number of these is capped, and the one with the most time left comes first;
 *   <li>its stage is near its end and it has taken longer than others (backup tasks, Dean and Ghemawat, OSDI'04).
 * </ul>
 *
 * <p>Backups take only places that no ready task needs, and none on a worker that is slow itself. Used once.
 */
public final class Speculation {
    /** LATE's SpeculativeCap: at most this share of the slots runs backups of slow attempts. */
    private static final double CAP_SHARE = 0.1;
    /** So that both attempts on a slow worker with two slots can be overtaken at once, in a small cluster as well. */
    private static final int CAP_LEAST = 2;
    /** A task whose backups come to nothing, too, is not helped by another one. */
    private static final int BACKUPS_A_TASK = 3;

    private final ClusterState state;
    private final Sign.Source signs;
    private final Set<TaskId> inFlight;
    private final Exclusion exclusion;
    private final Map<Stage, List<Attempt>> byStage = new LinkedHashMap<>();
    private final List<Place> places = new ArrayList<>();
    private final Set<WorkerId> suspects = new LinkedHashSet<>();
    private int backups;
    private int slots;

    private Speculation(ClusterState state, Sign.Source signs, Set<TaskId> inFlight, Exclusion exclusion) {
        this.exclusion = exclusion;
        this.state = state;
        this.signs = signs;
        this.inFlight = inFlight;
    }

    /**
     * The backups to propose.
     *
     * @param spare workers with places left when all ready tasks that can be placed are
     * @param waiting how many ready tasks are not placed: so many of the places are left to them
     * @param inFlight tasks of which an assignment is proposed and not decided yet
     * @param exclusion workers that get no tasks of some job, or of any
     */
    public static List<Command.AssignAttempt> backups(
            ClusterState state,
            List<Placement.OpenPlaces> spare,
            int waiting,
            Sign.Source signs,
            Set<TaskId> inFlight,
            Exclusion exclusion) {
        int free = spare.stream().mapToInt(Placement.OpenPlaces::free).sum() - waiting;
        if (free <= 0) {
            return List.of();
        }
        Speculation speculation = new Speculation(state, signs, inFlight, exclusion);
        speculation.look(spare);
        return speculation.choose(free);
    }

    /** Whether tasks of this kind get backups at all. */
    static boolean mayBackUp(TaskKind kind) {
        return kind == TaskKind.MAP || kind == TaskKind.REDUCE;
    }

    private void look(List<Placement.OpenPlaces> spare) {
        for (Placement.OpenPlaces open : spare) {
            if (open.free() > 0) {
                places.add(new Place(open.worker(), open.free()));
            }
        }
        for (Worker worker : state.workers()) {
            slots += worker.isTrusted() ? worker.profile().slots() : 0;
            for (Attempt attempt : worker.live()) {
                backups += attempt.isBackup() ? 1 : 0;
                TaskId task = attempt.task().id();
                if (mayBackUp(task.kind())) {
                    stageOf(task)
                            .ifPresent(stage -> byStage.computeIfAbsent(stage, first -> new ArrayList<>())
                                    .add(attempt));
                }
            }
        }
    }

    /** The stage, if its job may have backups in it now: a reduce that lacks a map output waits, wherever it runs. */
    private Optional<Stage> stageOf(TaskId task) {
        return state.job(task.job())
                .filter(job -> job.state() == JobState.RUNNING)
                .filter(job -> job.spec().options().backups())
                .filter(job -> task.kind() == TaskKind.MAP || job.isCommitted(TaskKind.MAP))
                .flatMap(job -> job.stage(task.kind()));
    }

    private List<Command.AssignAttempt> choose(int free) {
        List<StagePace.Slow> slow = new ArrayList<>();
        byStage.forEach((stage, live) -> judge(stage, live, slow));
        slow.sort(Comparator.comparingDouble((StagePace.Slow each) -> -each.leftMillis())
                .thenComparing(each -> each.attempt().id()));
        List<Command.AssignAttempt> chosen = new ArrayList<>();
        for (StagePace.Slow each : slow) {
            boolean isOverCap = each.isCapped() && backups >= Math.max(CAP_LEAST, (int) (CAP_SHARE * slots));
            Place place = isOverCap || !mayHaveBackup(each.attempt().task()) ? null : placeFor(each.attempt());
            if (place != null && chosen.size() < free) {
                place.free--;
                backups++;
                chosen.add(new Command.AssignAttempt(each.attempt().task().id(), place.worker, each.reason(), true));
            }
        }
        return chosen;
    }

    private void judge(Stage stage, List<Attempt> live, List<StagePace.Slow> slow) {
        StagePace pace = new StagePace(stage, live, signs);
        for (Attempt attempt : live) {
            Optional<StagePace.Slow> verdict = signs.of(attempt.id()).flatMap(sign -> pace.judge(attempt, sign));
            if (verdict.isPresent()) {
                slow.add(verdict.get());
                if (verdict.get().isSuspect()) {
                    suspects.add(attempt.worker().worker());
                }
            }
        }
    }

    private boolean mayHaveBackup(Task task) {
        int before = 0;
        for (Attempt attempt : task.attempts()) {
            before += attempt.isBackup() ? 1 : 0;
        }
        return before < BACKUPS_A_TASK && task.liveAttempts().size() == 1 && !inFlight.contains(task.id());
    }

    /** The worker with the most free places where the task neither runs nor has failed, and that is not slow itself. */
    private @Nullable Place placeFor(Attempt attempt) {
        Place best = null;
        for (Place place : places) {
            WorkerId worker = place.worker.worker();
            boolean isElsewhere = !worker.equals(attempt.worker().worker());
            boolean isGood = isElsewhere
                    && !suspects.contains(worker)
                    && !failedOn(attempt.task(), worker)
                    && exclusion.from(attempt.task().id().job(), worker).isEmpty();
            if (isGood && place.free > 0 && (best == null || place.free > best.free)) {
                best = place;
            }
        }
        return best;
    }

    private static boolean failedOn(Task task, WorkerId worker) {
        return task.attempts().stream()
                .anyMatch(attempt -> attempt.state() == AttemptState.FAILED
                        && attempt.worker().worker().equals(worker));
    }

    private static final class Place {
        private final WorkerRef worker;
        private int free;

        Place(WorkerRef worker, int free) {
            this.worker = worker;
            this.free = free;
        }
    }
}
