package dev.jangada.client.cli;

import dev.jangada.client.JobState;
import dev.jangada.client.JobStatus;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Plain lines for logs: one for each change of the job's state, and at most one every few seconds between. */
final class ProgressLines implements ProgressView {
    private static final long INTERVAL_NANOS = 5_000_000_000L;

    private final Console console;
    private final LongSupplier nanoTime;
    private final Eta eta = new Eta();
    private @Nullable JobState lastState;
    private String lastLine = "";
    private long lastNanos;

    ProgressLines(Console console, LongSupplier nanoTime) {
        this.console = console;
        this.nanoTime = nanoTime;
    }

    @Override
    public void onStatus(JobStatus job) {
        long now = nanoTime.getAsLong();
        String line = ProgressText.line(job, eta.left(job, now));
        boolean due = job.state() != lastState || now - lastNanos >= INTERVAL_NANOS;
        if (job.isTerminal() || !due || line.equals(lastLine)) {
            return;
        }
        lastState = job.state();
        lastNanos = now;
        lastLine = line;
        console.say(line);
    }

    @Override
    public void onNotice(String sentence) {
        console.say(sentence);
    }

    @Override
    public void finish() {}
}
