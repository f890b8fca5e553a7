package dev.jangada.chaos.scenario;

import static dev.jangada.api.Type.TEXT;

import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;
import dev.jangada.api.Utf8;
import dev.jangada.client.Job;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Each run of a map task draws one stamp and gives it to each of {@link #KEYS} keys; a reduce writes all stamps of a key.
 * So every line of an output that is made of one version of the map outputs is the same but for its key.
 */
public final class RandomStamps implements JobDefinition {
    /** How many map tasks there are. */
    static final int MAPS = 4;

    /** How many reduce tasks there are. */
    static final int REDUCES = 4;

    /** How many lines the output has. */
    static final int KEYS = 64;

    /** The job. */
    static Job to(Path output) {
        return Job.of(RandomStamps.class).output(output).reducers(REDUCES).withoutBackups();
    }

    @Override
    public void define(JobBuilder job) {
        job.nonDeterministic();
        job.generate(MAPS)
                .map(TEXT, TEXT, (task, out) -> {
                    Utf8 stamp = Utf8.of(task + ":" + UUID.randomUUID());
                    for (int key = 0; key < KEYS; key++) {
                        out.emit(Utf8.of("key" + key), stamp);
                    }
                })
                .reduce(TEXT, TEXT, (key, stamps, out) -> {
                    TreeSet<String> sorted = new TreeSet<>();
                    stamps.forEach(stamp -> sorted.add(stamp.toString()));
                    out.emit(key, Utf8.of(String.join(" ", sorted)));
                })
                .writeText();
    }
}
