package dev.jangada.worker.session;

import dev.jangada.protocol.v1.JobDescription;
import dev.jangada.protocol.v1.WorkerToken;
import dev.jangada.worker.executor.Executor;
import dev.jangada.worker.task.AttemptListener;
import java.io.IOException;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;

/** What the session works with: executors, and what lies on disk. Called by the session's thread; must not block. */
public interface Workplace {

    /**
     * An epoch begins: remembers the cluster, and makes the executor for the epoch.
     *
     * @throws IOException when the cluster cannot be remembered, without which the worker must not work
     */
    Executor begin(WorkerToken self, String clusterId, AttemptListener listener) throws IOException;

    /** An epoch is over: closes its executor and deletes all that was kept in it. */
    void abandon(long epoch, Executor executor);

    /**
     * A job is over: deletes what was kept for it.
     *
     * @param closed completes when nothing of it runs any more
     */
    void forget(long epoch, String job, CompletableFuture<Void> closed);

    /** These jobs are known now; the artifacts that only others needed may go. */
    void keepArtifactsOf(Collection<JobDescription> jobs);
}
