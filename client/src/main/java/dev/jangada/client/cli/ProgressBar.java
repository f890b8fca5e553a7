package dev.jangada.client.cli;

import dev.jangada.client.JobStatus;
import java.time.Duration;

/** One line of a terminal, drawn anew at each change. */
final class ProgressBar implements ProgressView {
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final Console console;
    private final Eta eta = new Eta();
    private final long startNanos = System.nanoTime();
    private String shown = "";

    ProgressBar(Console console) {
        this.console = console;
    }

    @Override
    public void onStatus(JobStatus job) {
        long now = System.nanoTime();
        String line = ProgressText.bar(job, Duration.ofNanos(now - startNanos), eta.left(job, now), console.width());
        if (!line.equals(shown)) {
            console.err().print(CLEAR_LINE + line);
            console.err().flush();
            shown = line;
        }
    }

    @Override
    public void onNotice(String sentence) {
        finish();
        console.say(sentence);
    }

    @Override
    public void finish() {
        if (!shown.isEmpty()) {
            console.err().print(CLEAR_LINE);
            console.err().flush();
            shown = "";
        }
    }
}
