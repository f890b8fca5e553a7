package dev.jangada.master.replication;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a master that must not go on: its state can't be trusted, or it can take no part in the group any more. A process
 * that ends at once is replaced by the rest of the group within a second; one that lingers is not. Embedded masters and
 * tests bring their own, which may return; the caller then does nothing more.
 */
@FunctionalInterface
public interface Fatal {
    /** The state of this replica broke an invariant, or its log can't be understood. A person must look into it. */
    int INVARIANT_BROKEN = 70;

    /** This master was removed from its cluster: all is well, and it must not start again. */
    int REMOVED = 0;

    /** Raft has closed its storage under the master, such as on a full or failing disk. */
    int STORAGE_LOST = 74;

    /**
     * Ends the process.
     *
     * @param exitCode one of the constants here
     * @param message one sentence: what was found, where, and what to do
     */
    void end(int exitCode, String message, @Nullable Throwable cause);

    /** Logs, and halts the process without running shutdown hooks: they might wait for what is broken. */
    static Fatal haltProcess() {
        return (exitCode, message, cause) -> {
            Logger log = LoggerFactory.getLogger(Fatal.class);
            if (exitCode == REMOVED) {
                log.warn("this master ends: {}", message, cause);
            } else {
                log.error("this master ends with exit code {}: {}", exitCode, message, cause);
            }
            Runtime.getRuntime().halt(exitCode);
        };
    }
}
