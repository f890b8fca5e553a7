package dev.jangada.master.view;

import dev.jangada.coordinator.policy.Exclusion;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.Worker;
import dev.jangada.master.codec.WorkerCodec;
import dev.jangada.master.leader.SoftState;
import dev.jangada.protocol.v1.WorkerInfo;
import java.util.ArrayList;
import java.util.List;

/** Workers as they are shown. */
public final class WorkerView {
    private WorkerView() {}

    /** Every worker, by id; {@code nowMillis} is the leader's monotonic clock. */
    public static List<WorkerInfo> all(ClusterState state, SoftState soft, long nowMillis) {
        List<WorkerInfo> workers = new ArrayList<>();
        Exclusion exclusion = Exclusion.of(state, state.timeMillis());
        for (Worker worker : state.workers()) {
            workers.add(one(worker, soft, nowMillis, exclusion));
        }
        return workers;
    }

    private static WorkerInfo one(Worker worker, SoftState soft, long nowMillis, Exclusion exclusion) {
        WorkerInfo.Builder info = WorkerInfo.newBuilder()
                .setId(worker.id().value())
                .setEpoch(worker.ref().epoch())
                .setState(worker.state().name())
                .setDetails(WorkerCodec.encode(worker.profile()))
                .setLiveAttempts(worker.live().size())
                .setOutputs(worker.neededOutputs())
                .setReason(worker.reason().isEmpty() ? String.join("; ", exclusion.reasons(worker)) : worker.reason());
        soft.contact(worker.id())
                .ifPresent(contact -> info.setAttached(contact.isAttached())
                        .setLastHeardMillisAgo(Math.max(0, nowMillis - contact.heardMillis())));
        return info.build();
    }
}
