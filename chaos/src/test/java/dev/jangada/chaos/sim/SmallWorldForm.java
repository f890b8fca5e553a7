package dev.jangada.chaos.sim;

import dev.jangada.coordinator.AttemptId;
import dev.jangada.coordinator.TaskKind;
import dev.jangada.coordinator.WorkerRef;
import dev.jangada.coordinator.state.AttemptState;
import dev.jangada.coordinator.state.ClusterImage;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * A small world as bytes that are equal for worlds from which the same can follow. Left out are histories, reasons,
 * terms, budgets, and attempts that have ended, unless a commit of theirs is on its way; epochs and attempts have their
 * rank instead of their number; of a version of the map outputs it is said whether it is the last. Workers, and maps,
 * are alike: of all ways to number them, the one with the least bytes counts.
 */
@SuppressWarnings("EnumOrdinal") // forms are compared within one run
final class SmallWorldForm {
    private static final int[][] ORDERS = {{0, 1}, {1, 0}};
    private static final int END = 100;

    private final ClusterImage image;
    private final ClusterImage.JobImage job;
    private final SmallWorld.Around around;
    private final boolean isDeterministic;
    /** Of each worker, the epochs that something is of and that are over, the last first. */
    private final List<List<Long>> pastEpochs = new ArrayList<>();

    private SmallWorldForm(ClusterImage image, SmallWorld.Around around) {
        this.image = image;
        this.job = image.jobs().get(0);
        this.around = around;
        this.isDeterministic = job.plan().orElseThrow().deterministic();
        List<NavigableSet<Long>> epochs = List.of(new TreeSet<>(), new TreeSet<>());
        for (ClusterImage.StageImage stage : job.stages()) {
            for (ClusterImage.TaskImage task : stage.tasks()) {
                for (ClusterImage.AttemptImage attempt : task.attempts()) {
                    if (matters(stage, task, attempt) && isOwned(stage, task, attempt)) {
                        add(epochs, attempt.worker());
                    }
                }
            }
        }
        around.sent().forEach(sent -> add(epochs, sent.by()));
        around.acknowledged().forEach(sent -> add(epochs, sent.by()));
        for (ClusterImage.WorkerImage worker : image.workers()) {
            NavigableSet<Long> past = epochs.get(SmallWorld.number(worker.ref().worker()));
            past.remove(worker.ref().epoch());
            pastEpochs.add(new ArrayList<>(past.descendingSet()));
        }
    }

    private static void add(List<NavigableSet<Long>> epochs, WorkerRef ref) {
        epochs.get(SmallWorld.number(ref.worker())).add(ref.epoch());
    }

    /** The form of a world. */
    static byte[] of(ClusterImage image, SmallWorld.Around around) {
        SmallWorldForm form = new SmallWorldForm(image, around);
        byte[] least = form.numbered(ORDERS[0], ORDERS[0]);
        for (int i = 1; i < ORDERS.length * ORDERS.length; i++) {
            byte[] other = form.numbered(ORDERS[i % ORDERS.length], ORDERS[i / ORDERS.length]);
            least = Arrays.compare(other, least) < 0 ? other : least;
        }
        return least;
    }

    /** {@code workers} and {@code maps} say which of them comes at each place. */
    private byte[] numbered(int[] workers, int[] maps) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(128);
        out.write(around.crashes());
        out.write(around.terms());
        out.write(job.state().ordinal());
        out.write(job.verdict().isPresent() ? 1 : 0);
        for (ClusterImage.StageImage stage : job.stages()) {
            out.write(END + stage.kind().ordinal());
            for (int place = 0; place < stage.states().size(); place++) {
                int index = stage.kind() == TaskKind.MAP ? maps[place] : place;
                out.write(stage.states().get(index).ordinal());
                write(stage, index, workers, out);
            }
        }
        for (int number : workers) {
            out.write(image.workers().get(number).state().ordinal());
            out.write(around.processes().get(number) < 0 ? 0 : 1);
        }
        write(around.sent(), workers, maps, out);
        write(around.acknowledged(), workers, maps, out);
        return out.toByteArray();
    }

    private void write(ClusterImage.StageImage stage, int index, int[] workers, ByteArrayOutputStream out) {
        for (ClusterImage.TaskImage task : stage.tasks()) {
            if (task.index() == index) {
                for (ClusterImage.AttemptImage attempt : task.attempts()) {
                    if (matters(stage, task, attempt)) {
                        out.write(attempt.state().ordinal());
                        out.write(isOwned(stage, task, attempt) ? code(attempt.worker(), workers) : END);
                        boolean isRead = stage.kind() == TaskKind.REDUCE && attempt.state() == AttemptState.COMMITTED;
                        out.write(isRead ? code(attempt.consumedVersion()) : END);
                    }
                }
            }
        }
        out.write(END);
    }

    private static boolean isLive(ClusterImage.AttemptImage attempt) {
        return attempt.state() == AttemptState.ASSIGNED || attempt.state() == AttemptState.RUNNING;
    }

    private boolean matters(
            ClusterImage.StageImage stage, ClusterImage.TaskImage task, ClusterImage.AttemptImage attempt) {
        return isLive(attempt) || attempt.state() == AttemptState.COMMITTED || isNamed(stage, task, attempt);
    }

    /** Whether it matters whose it is: of what is in the output already it does not. */
    private boolean isOwned(
            ClusterImage.StageImage stage, ClusterImage.TaskImage task, ClusterImage.AttemptImage attempt) {
        return isLive(attempt) || stage.kind() == TaskKind.MAP || isNamed(stage, task, attempt);
    }

    /** Whether a commit of it is on its way, or may be again. */
    private boolean isNamed(
            ClusterImage.StageImage stage, ClusterImage.TaskImage task, ClusterImage.AttemptImage attempt) {
        for (SmallWorld.Sent sent : around.sent()) {
            if (isOf(sent.attempt(), stage, task, attempt)) {
                return true;
            }
        }
        for (SmallWorld.Sent sent : around.acknowledged()) {
            if (isOf(sent.attempt(), stage, task, attempt)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOf(
            AttemptId id,
            ClusterImage.StageImage stage,
            ClusterImage.TaskImage task,
            ClusterImage.AttemptImage attempt) {
        return id.number() == attempt.number()
                && id.task().index() == task.index()
                && id.task().kind() == stage.kind();
    }

    private void write(Set<SmallWorld.Sent> commits, int[] workers, int[] maps, ByteArrayOutputStream out) {
        int[] codes = new int[commits.size()];
        int at = 0;
        for (SmallWorld.Sent sent : commits) {
            AttemptId id = sent.attempt();
            int index = id.task().index();
            int place = id.task().kind() == TaskKind.MAP && maps[0] != 0 ? 1 - index : index;
            int read = id.task().kind() == TaskKind.REDUCE ? code(sent.read()) : 0;
            codes[at++] = id.task().kind().ordinal() << 24
                    | place << 16
                    | rank(id) << 8
                    | code(sent.by(), workers) << 2
                    | read;
        }
        Arrays.sort(codes);
        out.write(codes.length);
        for (int code : codes) {
            out.write(code >> 24);
            out.write(code >> 16);
            out.write(code >> 8);
            out.write(code);
        }
    }

    /** How many attempts of the task that matter were begun before it. */
    private int rank(AttemptId id) {
        int rank = 0;
        for (ClusterImage.StageImage stage : job.stages()) {
            if (stage.kind() == id.task().kind()) {
                for (ClusterImage.TaskImage task : stage.tasks()) {
                    for (ClusterImage.AttemptImage attempt : task.attempts()) {
                        boolean isBefore = task.index() == id.task().index() && attempt.number() < id.number();
                        rank += isBefore && matters(stage, task, attempt) ? 1 : 0;
                    }
                }
            }
        }
        return rank;
    }

    private int code(long version) {
        return isDeterministic || version == job.mapOutputsVersion() ? 1 : 0;
    }

    private int code(WorkerRef ref, int[] workers) {
        int number = SmallWorld.number(ref.worker());
        int place = workers[0] == number ? 0 : 1;
        return place << 3 | (1 + pastEpochs.get(number).indexOf(ref.epoch()));
    }
}
