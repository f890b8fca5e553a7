package dev.jangada.master.view;

import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.TermRecord;
import dev.jangada.master.leader.SoftState;
import dev.jangada.protocol.v1.FailoverInfo;
import java.util.Optional;

/** The last change of leaders as it is shown. */
public final class FailoverView {
    private FailoverView() {}

    /** Empty while the first leader leads. How soon a task was assigned only the leader itself knows. */
    public static Optional<FailoverInfo> last(ClusterState state, SoftState soft) {
        TermRecord before = null;
        TermRecord last = null;
        for (TermRecord term : state.terms()) {
            before = last;
            last = term;
        }
        if (last == null || before == null) {
            return Optional.empty();
        }
        return Optional.of(FailoverInfo.newBuilder()
                .setTerm(last.term())
                .setLeaderId(last.leader())
                .setPreviousLeaderId(before.leader())
                .setAtMillis(last.timeMillis())
                .setOutageMillis(last.outageMillis())
                .setFirstAssignmentMillis(Math.max(
                        soft.firstAssignmentMillis().isPresent() ? 1 : 0,
                        soft.firstAssignmentMillis().orElse(0)))
                .build());
    }
}
