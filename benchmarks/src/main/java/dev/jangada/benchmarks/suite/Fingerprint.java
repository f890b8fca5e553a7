package dev.jangada.benchmarks.suite;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an output says, whoever wrote it and in however many parts.
 *
 * @param lines its lines
 * @param bytes its bytes
 * @param digest a sum over the FNV-1a hashes of its lines, each weighted by its place if the order matters
 */
record Fingerprint(long lines, long bytes, long digest) {
    private static final long FNV_START = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final int BUFFER_BYTES = 1 << 20;

    /** Of a file, or of the files of a directory whose names begin with {@code part-}, in the order of their names. */
    static Fingerprint of(Path output, boolean isOrdered) throws IOException {
        Sum sum = new Sum(isOrdered);
        for (Path part : parts(output)) {
            try (InputStream in = new BufferedInputStream(Files.newInputStream(part), BUFFER_BYTES)) {
                sum.addAll(in);
            }
        }
        return new Fingerprint(sum.lines, sum.bytes, sum.digest);
    }

    private static List<Path> parts(Path output) throws IOException {
        if (Files.isRegularFile(output)) {
            return List.of(output);
        }
        try (Stream<Path> files = Files.list(output)) {
            return files.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .sorted()
                    .toList();
        }
    }

    private static final class Sum {
        private final boolean isOrdered;
        private long lines;
        private long bytes;
        private long digest;
        private long line = FNV_START;

        Sum(boolean isOrdered) {
            this.isOrdered = isOrdered;
        }

        void addAll(InputStream in) throws IOException {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                bytes += read;
                for (int i = 0; i < read; i++) {
                    if (buffer[i] == '\n') {
                        lines++;
                        digest += isOrdered ? line * (2 * lines + 1) : line;
                        line = FNV_START;
                    } else {
                        line = (line ^ (buffer[i] & 0xff)) * FNV_PRIME;
                    }
                }
            }
        }
    }
}
