package dev.jangada.master.ratis;

import java.nio.file.Path;
import java.util.Locale;

/** Says in one sentence why a master ends when its disk fails it: what it could not do, where, why, and the remedy. */
final class StorageLoss {
    private StorageLoss() {}

    static String sentence(String master, String what, Path directory, Throwable cause) {
        String reason = StartFailures.rootMessage(cause);
        return "master " + master + " " + what + " in " + directory + " (" + reason + "): " + remedy(reason)
                + ", and start the master again";
    }

    private static String remedy(String reason) {
        String lower = reason.toLowerCase(Locale.ROOT);
        if (lower.contains("no space left") || lower.contains("quota exceeded")) {
            return "free some space there";
        }
        if (lower.contains("read-only file system")) {
            return "check the disk, mount it writable";
        }
        return "check the disk";
    }
}
