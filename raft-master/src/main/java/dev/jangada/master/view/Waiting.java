package dev.jangada.master.view;

import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.Stage;
import dev.jangada.coordinator.state.TaskState;
import dev.jangada.coordinator.state.Worker;
import dev.jangada.coordinator.state.WorkerState;
import dev.jangada.master.leader.SoftState;
import java.util.List;

/** What the ready tasks of a job wait for. */
final class Waiting {
    private Waiting() {}

    static List<String> reasons(Job job, ClusterState state, SoftState soft) {
        long ready = 0;
        for (Stage stage : job.stages()) {
            ready += stage.count(TaskState.READY);
        }
        if (job.isEnded() || ready == 0 || soft == SoftState.none()) {
            return List.of();
        }
        return List.of(
                "It has " + Sentences.count(ready, "task") + " ready to run, which wait: " + reason(state, soft) + ".");
    }

    private static String reason(ClusterState state, SoftState soft) {
        int attached = 0;
        int draining = 0;
        int slots = 0;
        int busy = 0;
        for (Worker worker : state.workers()) {
            if (!worker.isTrusted()
                    || !soft.contact(worker.id())
                            .map(SoftState.Contact::isAttached)
                            .orElse(false)) {
                continue;
            }
            attached++;
            if (worker.state() == WorkerState.DRAINING) {
                draining++;
            } else {
                slots += worker.profile().slots();
                busy += Math.min(worker.live().size(), worker.profile().slots());
            }
        }
        if (attached == 0) {
            return "no worker is attached";
        }
        if (draining == attached) {
            return draining == 1 ? "the only worker is draining" : "all " + draining + " workers are draining";
        }
        return busy == slots
                ? "all slots are busy: " + busy + " of " + slots
                : "they are about to be assigned (" + busy + " of " + slots + " slots are busy)";
    }
}
