package dev.jangada.chaos.cluster;

import dev.jangada.client.cluster.NodeOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The wall clock of processes that are started with it, by libfaketime; it can be set while they run. The monotonic clock
 * stays right, as it does when an operator sets a clock. Used by one thread.
 */
public final class FakeClock {
    private static final Path LIBRARIES = Path.of("/usr/lib");
    private static final String NAME = "libfaketimeMT.so.1";

    private final Path library;
    private final Path file;

    private FakeClock(Path library, Path file) {
        this.library = library;
        this.file = file;
        set(Duration.ZERO);
    }

    private static Optional<Path> library() {
        try (Stream<Path> files = Files.find(LIBRARIES, 3, (file, attributes) -> file.endsWith(NAME))) {
            return files.findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A right clock that is kept in a file; empty where there is no libfaketime. */
    public static Optional<FakeClock> in(Path file) {
        return library().map(found -> new FakeClock(found, file.toAbsolutePath()));
    }

    /** Why there is no such clock; empty if there is. */
    public static Optional<String> obstacle() {
        return library().isPresent() ? Optional.empty() : Optional.of("libfaketime is not installed");
    }

    /** Lets the clock be off by so much from now on, also in processes that run. */
    public void set(Duration offset) {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            Files.writeString(next, "%+d\n".formatted(offset.toSeconds()));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** What the environment of a process has to hold. */
    public Map<String, String> variables() {
        return Map.of(
                "LD_PRELOAD",
                library.toString(),
                "FAKETIME_TIMESTAMP_FILE",
                file.toString(),
                "FAKETIME_CACHE_DURATION", // in seconds; without it each look at the clock would read the file
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                "FAKETIME_FORCE_MONOTONIC_FIX", // with it timed waits of a JVM end at once, and it spins
                "0");
    }

    /** A node that is started with this clock. */
    public NodeOptions on(NodeOptions options) {
        NodeOptions changed = options;
        for (Map.Entry<String, String> variable : variables().entrySet()) {
            changed = changed.withVariable(variable.getKey(), variable.getValue());
        }
        return changed;
    }
}
