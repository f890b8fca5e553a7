package dev.jangada.master.ratis;

import java.io.IOException;

/** A snapshot is damaged, or not of this cluster or version. The message is a sentence with the remedy. */
final class SnapshotDamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    SnapshotDamagedException(String message) {
        super(message);
    }
}
