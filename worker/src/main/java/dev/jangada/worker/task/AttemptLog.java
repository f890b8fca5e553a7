package dev.jangada.worker.task;

import dev.jangada.worker.attempt.Outcomes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt prints. It goes to a file that is made with the first byte; when that is full it becomes the old half
 * and a new one begins, so that the end of what was printed is always there. Written through, so that it survives the
 * JVM. Thread-safe.
 */
public final class AttemptLog extends OutputStream {

    /** The most bytes of each half. */
    static final int MOST_BYTES = 1 << 20;

    private static final int TAIL_BYTES = 4 * Outcomes.LOG_TAIL_LENGTH;
    private static final String OLD = ".old";

    private final Path file;
    private @Nullable OutputStream out;
    private int written;
    private boolean failed;

    /** A log that will be in a file. */
    public AttemptLog(Path file) {
        this.file = file;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        if (failed) {
            return;
        }
        try {
            if (written + length > MOST_BYTES && written > 0) {
                close();
                Files.move(file, old(file), StandardCopyOption.REPLACE_EXISTING);
                written = 0;
            }
            int count = Math.min(length, MOST_BYTES);
            opened().write(bytes, offset + length - count, count);
            written += count;
        } catch (IOException e) {
            failed = true; // a log that cannot be written is no reason to fail the attempt
        }
    }

    private OutputStream opened() throws IOException {
        OutputStream open = out;
        if (open == null) {
            Path parent = file.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            open = written == 0
                    ? Files.newOutputStream(file)
                    : Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            out = open;
        }
        return open;
    }

    /** The last characters that were printed. */
    public synchronized String tail() {
        return written == 0 ? "" : tail(file);
    }

    /** Closes the file; it is opened again when a thread that outlives the attempt prints. */
    @Override
    public synchronized void close() throws IOException {
        if (out != null) {
            out.close();
            out = null;
        }
    }

    private static Path old(Path file) {
        return file.resolveSibling(file.getFileName() + OLD);
    }

    /** The last characters of a log, possibly of another process; empty if there is none. */
    public static String tail(Path file) {
        String end = end(file);
        String text = end.length() < Outcomes.LOG_TAIL_LENGTH ? end(old(file)) + end : end;
        return Outcomes.tail(text, Outcomes.LOG_TAIL_LENGTH);
    }

    private static String end(Path file) {
        if (!Files.exists(file)) {
            return "";
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long length = in.length();
            int count = (int) Math.min(length, TAIL_BYTES);
            byte[] bytes = new byte[count];
            in.seek(length - count);
            in.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "(the log " + file + " cannot be read: " + e.getMessage() + ")";
        }
    }
}
