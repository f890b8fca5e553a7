package dev.jangada.benchmarks.suite;

import dev.jangada.benchmarks.DataGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What is read: as many megabytes of text in four files, the same size of records of 100 bytes in one, and of documents of a
 * megabyte each.
 */
final class Inputs {
    static final long SEED = 1;

    private static final int TEXT_FILES = 4;
    private static final int RECORD_BYTES = 100;
    private static final long MEGABYTE = 1_000_000;

    private final Path directory;

    private Inputs(Path directory) {
        this.directory = directory;
    }

    /** Makes what is not there yet. */
    static Inputs make(Path directory, long megabytes) throws IOException {
        Inputs made = new Inputs(directory);
        Path text = Files.createDirectories(made.path(Workload.Input.TEXT));
        for (int i = 0; i < TEXT_FILES; i++) {
            DataGenerator.text(text.resolve("text-" + i), megabytes * MEGABYTE / TEXT_FILES, SEED, i);
        }
        Path records = Files.createDirectories(made.path(Workload.Input.RECORDS));
        DataGenerator.records(records.resolve("records"), megabytes * MEGABYTE / RECORD_BYTES, SEED);
        Path documents = Files.createDirectories(made.path(Workload.Input.DOCUMENTS));
        for (int i = 0; i < megabytes; i++) {
            DataGenerator.text(documents.resolve(String.format("doc-%05d", i)), MEGABYTE, SEED, TEXT_FILES + i);
        }
        return made;
    }

    /** A word that few lines of the text have. */
    static String rareWord() {
        return DataGenerator.rareWord(SEED);
    }

    Path path(Workload.Input kind) {
        return directory.resolve(
                switch (kind) {
                    case TEXT -> "text";
                    case RECORDS -> "records";
                    case DOCUMENTS -> "documents";
                });
    }
}
