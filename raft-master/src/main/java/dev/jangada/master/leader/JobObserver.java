package dev.jangada.master.leader;

import dev.jangada.api.JobId;
import dev.jangada.protocol.v1.ErrorDetail;
import java.util.Set;

/** Is told by the leader's loop which jobs look different now. Must be quick and must not block. */
public interface JobObserver {
    /** Observes nothing. */
    JobObserver NONE = (jobs, isUrgent) -> {};

    /** The term is over, because of {@code why}: this master does not hear of changes in time any more. */
    default void termOver(ErrorDetail why) {}

    /**
     * {@code jobs} changed.
     *
     * @param isUrgent whether a job reached another state, rather than some of its tasks
     */
    void changed(Set<JobId> jobs, boolean isUrgent);
}
