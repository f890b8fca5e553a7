package dev.jangada.worker.task;

import dev.jangada.engine.task.SkipMode;
import dev.jangada.engine.user.Place;
import dev.jangada.protocol.v1.PoisonRecord;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The record that user code was given last, in a small mapped file, so that it is known after user code has ended the
 * JVM: storing it costs a few nanoseconds, and the kernel keeps it. Written by the attempt's thread.
 */
public final class RecordMark implements SkipMode.Watch, Closeable {

    /** Kind (0 none, 1 record, 2 group), position, offset, line, length of the text, text. */
    private static final int BYTES = 1024;

    private static final int POSITION = 8;
    private static final int OFFSET = 16;
    private static final int LINE = 24;
    private static final int TEXT_LENGTH = 32;
    private static final int TEXT = 36;
    private static final int LONGEST_TEXT = 256;
    private static final int RECORD = 1;
    private static final int GROUP = 2;

    private final Path file;
    private final MappedByteBuffer mark;
    private @Nullable String lastFile;

    private RecordMark(Path file, MappedByteBuffer mark) {
        this.file = file;
        this.mark = mark;
    }

    /** A mark in a new file. */
    public static RecordMark create(Path file) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent(), "a mark has a directory"));
        try (FileChannel channel = FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            channel.write(
                    ByteBuffer.allocate(BYTES)); // on a full disk this fails, a store into a hole would kill the JVM
            return new RecordMark(file, channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES));
        }
    }

    @Override
    public void record(long number, Place place) {
        String name = place.fileOrNull();
        if (name != null && !name.equals(lastFile)) {
            lastFile = name;
            byte[] text = name.getBytes(StandardCharsets.UTF_8);
            text(text, text.length);
        }
        mark.putLong(OFFSET, place.offset());
        mark.putLong(LINE, place.lineNumber());
        mark.putLong(POSITION, number);
        mark.putInt(0, RECORD);
    }

    @Override
    public void group(long hash, byte[] key, int length) {
        text(key, length);
        mark.putLong(POSITION, hash);
        mark.putInt(0, GROUP);
    }

    private void text(byte[] text, int length) {
        int count = Math.min(length, LONGEST_TEXT);
        mark.put(TEXT, text, 0, count);
        mark.putInt(TEXT_LENGTH, count);
    }

    /** What a file holds that may be of a process that has ended; empty if user code was given nothing. */
    public static Optional<PoisonRecord> read(Path file) {
        ByteBuffer mark;
        try {
            mark = ByteBuffer.wrap(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // without it the failure is told like any other
        }
        if (mark.capacity() < BYTES || mark.getInt(0) == 0) {
            return Optional.empty();
        }
        byte[] text = new byte[Math.max(0, Math.min(mark.getInt(TEXT_LENGTH), LONGEST_TEXT))];
        mark.get(TEXT, text);
        return Optional.of(PoisonRecord.newBuilder()
                .setPosition(mark.getLong(POSITION))
                .setWhere(mark.getInt(0) == GROUP ? key(text) : place(mark, new String(text, StandardCharsets.UTF_8)))
                .build());
    }

    private static String place(ByteBuffer mark, String name) {
        long offset = mark.getLong(OFFSET);
        if (name.isEmpty()) {
            return "record " + offset + " of the generated source";
        }
        long line = mark.getLong(LINE);
        return "file " + name + ", byte offset " + offset + (line == 0 ? "" : ", line " + line);
    }

    /** The encoded key as text where it is text, else in hex. */
    private static String key(byte[] text) {
        for (byte each : text) {
            if (each < ' ') {
                return "the key with the bytes " + HexFormat.of().formatHex(text);
            }
        }
        return "key '" + new String(text, StandardCharsets.UTF_8) + "'";
    }

    /** The attempt has ended by itself. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
