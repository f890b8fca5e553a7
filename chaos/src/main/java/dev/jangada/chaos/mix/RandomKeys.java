package dev.jangada.chaos.mix;

import static dev.jangada.api.Type.LONG;
import static dev.jangada.api.Type.TEXT;

import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Counts lines under keys that are drawn at random, anew in each attempt: which key has how many differs from run to run,
 * and all of them together do not, unless outputs of different attempts of a map are mixed.
 */
public final class RandomKeys implements JobDefinition {
    private static final int KEYS = 50;

    @Override
    public void define(JobBuilder job) {
        job.nonDeterministic();
        job.readText()
                .map(
                        TEXT,
                        LONG,
                        (line, out) ->
                                out.emit("key-" + ThreadLocalRandom.current().nextInt(KEYS), 1))
                .sum()
                .writeText();
    }
}
