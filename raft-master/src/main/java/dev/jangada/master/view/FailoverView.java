package dev.jangada.master.view;

import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.TermRecord;
import dev.jangada.protocol.v1.FailoverInfo;
import java.util.Optional;

/** The last change of leaders as it is shown. */
public final class FailoverView {
    private FailoverView() {}

    /** Empty while the first leader leads. */
    public static Optional<FailoverInfo> last(ClusterState state) {
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
                .setFirstAssignmentMillis(
                        last.firstAssignedMillis() == 0
                                ? 0
                                : Math.max(1, last.firstAssignedMillis() - last.timeMillis()))
                .build());
    }
}
