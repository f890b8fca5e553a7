package dev.jangada.master.replication;

import org.jspecify.annotations.Nullable;

/** A master can't start. The message is one sentence or two for people: what is wrong, and the remedy. */
public final class MasterStartException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    public MasterStartException(Reason reason, String message) {
        this(reason, message, null);
    }

    public MasterStartException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** What kind of obstacle it is. */
    public Reason reason() {
        return reason;
    }

    /** Kinds of obstacles. */
    public enum Reason {
        /** The configuration contradicts itself. */
        INVALID_CONFIGURATION,
        /** The directory is empty, and neither bootstrap nor join was asked for. */
        NOT_INITIALIZED,
        /** Another process works in the directory. */
        DIRECTORY_IN_USE,
        /** The directory can't be created, read or written, or its disk is full. */
        DIRECTORY_UNUSABLE,
        /** The directory belongs to another cluster. */
        WRONG_CLUSTER,
        /** The master was removed from its cluster. */
        REMOVED,
        /** The directory belongs to another master. */
        WRONG_MASTER,
        /** Another master knows this one with another disk, which was lost. */
        DISK_LOST,
        /** Another master has seen later states of this disk. */
        DISK_OLD,
        /** The cluster was recovered from the loss of its majority without this master. */
        LEFT_BEHIND,
        /** No master answers that could say what cluster there is to join. */
        NOBODY_ANSWERS,
        /** The identity is there, but the log that belongs to it is gone. */
        STORAGE_MISSING,
        /** A log is there, but no identity that says whose it is. */
        IDENTITY_MISSING,
        /** The identity, the log or a snapshot is damaged. */
        STORAGE_DAMAGED,
        /** The directory was written by a newer version. */
        NEWER_FORMAT,
        /** Another process listens on the raft address, or this machine does not have it. */
        ADDRESS_UNAVAILABLE
    }
}
