package dev.jangada.worker.task;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Sends what user code prints to the log of its attempt: by thread, and by the threads that those start. What other
 * threads print goes where it always went.
 */
public final class OutputCapture {

    private static final InheritableThreadLocal<@Nullable AttemptLog> CURRENT = new InheritableThreadLocal<>();
    private static boolean installed;

    private OutputCapture() {}

    /**
     * Replaces {@code System.out} and {@code System.err} of this JVM, once.
     *
     * @param elsewhere where others print to {@code System.out}
     * @param echo where attempts print to, besides their log; absent if nowhere
     */
    public static synchronized void install(PrintStream elsewhere, @Nullable PrintStream echo) {
        if (!installed) {
            PrintStream err = System.err;
            System.setOut(new PrintStream(new Router(elsewhere, echo), true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(new Router(err, echo), true, StandardCharsets.UTF_8));
            installed = true;
        }
    }

    /** What the calling thread prints from now on goes to a log. */
    public static void begin(AttemptLog log) {
        CURRENT.set(log);
    }

    /** What the calling thread prints from now on is its own. */
    public static void end() {
        CURRENT.remove();
    }

    /** Sends bytes on their way. */
    private static final class Router extends OutputStream {

        private final PrintStream elsewhere;
        private final @Nullable PrintStream echo;

        Router(PrintStream elsewhere, @Nullable PrintStream echo) {
            this.elsewhere = elsewhere;
            this.echo = echo;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            AttemptLog log = CURRENT.get();
            if (log == null) {
                elsewhere.write(bytes, offset, length);
                return;
            }
            log.write(bytes, offset, length);
            if (echo != null) {
                echo.write(bytes, offset, length);
            }
        }

        @Override
        public void flush() {
            if (CURRENT.get() == null) {
                elsewhere.flush();
            } else if (echo != null) {
                echo.flush();
            }
        }
    }
}
