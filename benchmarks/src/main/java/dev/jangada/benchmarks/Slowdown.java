package dev.jangada.benchmarks;

import java.io.IOException;

/**
 * A process that gets a small share of a processor, with all it starts: it is stopped by SIGSTOP most of the time, as the
 * tool {@code cpulimit} does it. Ends with {@link #close}, the process then runs on freely.
 */
final class Slowdown implements AutoCloseable {
    private static final int PERIOD_MILLIS = 200;

    private final Process controller;

    private Slowdown(Process controller) {
        this.controller = controller;
    }

    /** Slows {@code process} and its descendants to {@code percent} of their time. */
    static Slowdown of(ProcessHandle process, int percent) throws IOException {
        double running = PERIOD_MILLIS * percent / 100.0 / 1000;
        double stopped = PERIOD_MILLIS / 1000.0 - running;
        String script = "p=" + process.pid() + "\n"
                + "tree() { for c in $(cat /proc/$1/task/*/children 2>/dev/null); do echo $c; tree $c; done; }\n"
                + "trap 'kill -CONT $p $(tree $p); exit 0' TERM\n"
                + "while kill -0 $p 2>/dev/null; do\n"
                + "  all=\"$p $(tree $p)\"\n"
                + "  kill -CONT $all 2>/dev/null; sleep " + running + "\n"
                + "  kill -STOP $all 2>/dev/null; sleep " + stopped + "\n"
                + "done\n";
        return new Slowdown(new ProcessBuilder("bash", "-c", script)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    @Override
    public void close() throws InterruptedException {
        controller.destroy();
        controller.waitFor();
    }
}
