package dev.jangada.chaos.cluster;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Signals that Java does not send: by the command {@code kill} of POSIX. */
public final class Signals {
    private static final int PATIENCE_SECONDS = 10;

    private Signals() {}

    /** Makes a process stand still, wherever it is. */
    public static void stop(long pid) {
        send("STOP", pid);
    }

    /** Lets it go on. */
    public static void goOn(long pid) {
        send("CONT", pid);
    }

    /** Has a JVM print to its log what its threads do. */
    public static void printStacks(long pid) {
        send("QUIT", pid);
    }

    private static void send(String signal, long pid) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!kill.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException("process " + pid + " cannot be sent SIG" + signal
                        + ": it has ended, or belongs to somebody else");
            }
        } catch (IOException e) {
            throw new IllegalStateException("there is no command 'kill' here to send SIG" + signal, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending SIG" + signal + " to " + pid, e);
        }
    }
}
