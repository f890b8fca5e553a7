package dev.jangada.master.ratis;

import dev.jangada.master.replication.MasterStartException;
import dev.jangada.master.replication.MasterStartException.Reason;
import java.net.BindException;
import org.jspecify.annotations.Nullable;

/** Says in one sentence why the raft library did not start. */
final class StartFailures {
    private StartFailures() {}

    static MasterStartException explain(RatisConfiguration configuration, Exception failure) {
        MasterStartException own = find(failure, MasterStartException.class);
        if (own != null) {
            return own;
        }
        if (find(failure, BindException.class) != null || bindFailed(failure)) {
            return new MasterStartException(
                    Reason.ADDRESS_UNAVAILABLE,
                    "master " + configuration.self().id() + " can't listen on its raft address "
                            + configuration.self().raftAddress()
                            + ": another process does, or this machine does not have it; stop that process or choose"
                            + " another address",
                    failure);
        }
        SnapshotDamagedException damaged = find(failure, SnapshotDamagedException.class);
        if (damaged != null) {
            return new MasterStartException(Reason.STORAGE_DAMAGED, String.valueOf(damaged.getMessage()), failure);
        }
        return new MasterStartException(
                Reason.STORAGE_DAMAGED,
                "the log of master " + configuration.self().id() + " in " + configuration.directory()
                        + " can't be used (" + rootMessage(failure)
                        + "): free space on its disk if it is full; else remove this master from its cluster and add a"
                        + " new one with another id and an empty directory",
                failure);
    }

    private static boolean bindFailed(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (message != null && (message.contains("Failed to bind") || message.contains("bind(..) failed"))) {
                return true;
            }
        }
        return false;
    }

    /** What the innermost cause says: the raft library wraps what the disk said. */
    static String rootMessage(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            root = cause;
        }
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }

    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
