package dev.jangada.master.replication;

import dev.jangada.master.replication.Leadership.MasterAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The group of masters as its leader changes it: one member at a time, while it works. Thread-safe. */
public interface MasterGroup {
    /**
     * Adds a master that was started with an empty log; it votes only once it has caught up.
     *
     * @return completes once it is a member; exceptionally with {@link NotLeadingException} when nothing was changed or
     *     it is not known
     */
    CompletableFuture<Void> addMaster(MasterAddress master);

    /**
     * Removes a master, whether it runs or not. Its process ends by itself.
     *
     * @return completes once it is no member any more; exceptionally as above
     */
    CompletableFuture<Void> removeMaster(String id);

    /** The ids of the members that this leader has heard a moment ago, its own included; empty if it does not lead. */
    List<String> responding();
}
