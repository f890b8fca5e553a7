package dev.jangada.chaos.scenario;

import static dev.jangada.api.Type.LONG;
import static dev.jangada.api.Type.TEXT;

import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;
import dev.jangada.api.Utf8;
import dev.jangada.client.Job;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts words that its {@link #MAPS} map tasks make up, each time the same. Task {@link #GATED} and all after it stop
 * half way until the file of the argument {@code gate} is there, and write all the while what time it is into the file of
 * the argument {@code clock}, if there is one.
 */
public final class MadeWords implements JobDefinition {
    /** How many map tasks there are. */
    static final int MAPS = 6;

    /** How many reduce tasks there are. */
    static final int REDUCES = 3;

    /** The first task that waits. */
    static final int GATED = 4;

    private static final int WORDS_A_TASK = 2_000;
    private static final int DIFFERENT_WORDS = 300;
    private static final long LOOK_EVERY_NANOS = 20_000_000;

    /** The job without a gate. */
    static Job to(Path output) {
        return Job.of(MadeWords.class).output(output).reducers(REDUCES).withoutBackups();
    }

    @Override
    public void define(JobBuilder job) {
        Path gate = Path.of(job.arguments().string("gate", "/"));
        String clock = job.arguments().string("clock", "");
        job.generate(MAPS)
                .map(TEXT, LONG, (task, out) -> {
                    Random random = new Random(task);
                    for (int word = 0; word < WORDS_A_TASK; word++) {
                        while (task >= GATED
                                && word == WORDS_A_TASK / 2
                                && !Files.exists(gate)
                                && !Thread.currentThread().isInterrupted()) {
                            if (!clock.isEmpty()) {
                                Clock.note(Path.of(clock));
                            }
                            LockSupport.parkNanos(LOOK_EVERY_NANOS);
                        }
                        out.emit(Utf8.of("word" + random.nextInt(DIFFERENT_WORDS)), 1);
                    }
                })
                .sum()
                .writeText();
    }
}
