package dev.jangada.chaos.scenario;

import dev.jangada.client.cli.JangadaCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/** Tells a test what a process takes for the time. */
public final class Clock {
    private static final long NOTE_EVERY_NANOS = 20_000_000;

    private Clock() {}

    /** Writes the time into a file. */
    static synchronized void note(Path file) {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            Files.writeString(next, String.valueOf(System.currentTimeMillis()));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** Whether a process that has noted its time has it off by about so much. */
    static boolean isOff(Path file, Duration offset) {
        try {
            Duration off = Duration.ofMillis(Long.parseLong(Files.readString(file)) - System.currentTimeMillis());
            return off.minus(offset).abs().compareTo(Duration.ofMinutes(10)) < 0;
        } catch (IOException e) {
            return false; // nothing is noted yet
        }
    }

    /** A {@code jangada} command, in whose process the time is noted in the file that the first argument names. */
    public static void main(String[] arguments) {
        Path file = Path.of(arguments[0]);
        Thread noting = new Thread(() -> {
            while (true) {
                note(file);
                LockSupport.parkNanos(NOTE_EVERY_NANOS);
            }
        });
        noting.setDaemon(true);
        noting.start();
        JangadaCommand.main(Arrays.copyOfRange(arguments, 1, arguments.length));
    }
}
