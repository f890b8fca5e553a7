package dev.jangada.chaos.fault;

import java.util.Optional;

/** A fault under way. */
public interface Injection {
    /** What was done to whom, such as {@code SIGKILL of m2 (leader)}. */
    String description();

    /**
     * What is wrong with how the cluster has taken the fault, such as that a master goes on with a damaged log; empty if
     * nothing is. Asked once, before the fault is ended; may take a while.
     */
    default Optional<String> complaint() {
        return Optional.empty();
    }

    /**
     * Ends the fault: processes run again, links carry, disks have room. Returns as soon as that is done, before the
     * cluster has recovered.
     */
    void heal() throws Exception;
}
