package dev.jangada.client.jobs;

import static dev.jangada.api.Type.LONG;
import static dev.jangada.api.Type.TEXT;

import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;
import dev.jangada.api.Utf8;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;

/**
 * Counts words; a line with the word {@code @gate} is not passed before the file of the argument {@code gate} is there. With
 * the argument {@code work} each line takes so many checksums of 64 KiB more, some microseconds of a processor each.
 */
public final class GatedWordCount implements JobDefinition {
    private static final long LOOK_EVERY_NANOS = 20_000_000;

    @Override
    public void define(JobBuilder job) {
        Path gate = Path.of(job.arguments().string("gate"));
        int work = job.arguments().contains("work") ? job.arguments().intValue("work") : 0;
        byte[] block = new byte[1 << 16];
        Utf8 mark = Utf8.of("@gate");
        job.readText()
                .map(TEXT, LONG, (line, out) -> {
                    if (line.indexOf(mark) >= 0) {
                        while (!Files.exists(gate) && !Thread.currentThread().isInterrupted()) {
                            LockSupport.parkNanos(LOOK_EVERY_NANOS);
                        }
                    }
                    CRC32C checksum = new CRC32C();
                    for (int i = 0; i < work; i++) {
                        checksum.update(block);
                    }
                    for (Utf8 word : line.words()) {
                        out.emit(word, 1);
                    }
                })
                .sum()
                .writeText();
    }
}
