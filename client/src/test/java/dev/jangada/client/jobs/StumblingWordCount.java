package dev.jangada.client.jobs;

import static dev.jangada.api.Type.LONG;
import static dev.jangada.api.Type.TEXT;

import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;
import dev.jangada.api.Utf8;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Counts words; the first attempt that meets the word {@code @stumble} leaves a file where the argument {@code mark} says
 * and loops for ever, without a look at interrupts; later ones count on.
 */
public final class StumblingWordCount implements JobDefinition {
    @Override
    public void define(JobBuilder job) {
        Path mark = Path.of(job.arguments().string("mark"));
        Utf8 word = Utf8.of("@stumble");
        job.readText()
                .map(TEXT, LONG, (line, out) -> {
                    if (line.indexOf(word) >= 0 && isFirst(mark)) {
                        loop();
                    }
                    for (Utf8 each : line.words()) {
                        out.emit(each, 1);
                    }
                })
                .sum()
                .writeText();
    }

    private static boolean isFirst(Path mark) {
        try {
            Files.createFile(mark);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void loop() {
        for (long turns = 0; turns >= 0; turns += 2) {
            if (turns == Long.MAX_VALUE) {
                return;
            }
        }
    }
}
