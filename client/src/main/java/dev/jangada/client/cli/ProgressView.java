package dev.jangada.client.cli;

import dev.jangada.client.JobListener;

/** Shows on standard error how a job goes, while somebody waits for it. Used by one thread. */
interface ProgressView extends JobListener {

    /** Clears what is on the screen for the moment only. */
    void finish();

    /** The view that suits the console. */
    static ProgressView of(Console console) {
        return console.interactive() ? new ProgressBar(console) : new ProgressLines(console, System::nanoTime);
    }
}
