package dev.jangada.worker.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Names the machine, or rather the view of its files: processes with the same name see the same files. */
public final class Machine {

    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path HOST = Path.of("/proc/sys/kernel/hostname");
    private static final Path MOUNTS = Path.of("/proc/self/ns/mnt");

    private Machine() {}

    /**
     * The name. On Linux it is made of the host, the boot, the mount namespace (so that containers differ) and the root
     * directory (so that a chroot differs). Elsewhere it is the host's name; a fetcher checks the holder's marker before
     * it trusts that.
     */
    public static String name() {
        StringBuilder name = new StringBuilder(host());
        try {
            name.append('/').append(Files.readString(BOOT).strip());
            name.append('/').append(Files.readSymbolicLink(MOUNTS));
            name.append('/').append(Files.getAttribute(Path.of("/"), "unix:ino"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            name.append("/?"); // not Linux, or /proc is hidden
        }
        return name.toString();
    }

    private static String host() {
        try {
            return Files.readString(HOST).strip(); // no name service is asked, which could take seconds
        } catch (IOException e) {
            return hostByName();
        }
    }

    private static String hostByName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown-host";
        }
    }
}
