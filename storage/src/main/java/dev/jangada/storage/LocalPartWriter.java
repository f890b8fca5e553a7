package dev.jangada.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** Writes an attempt's private file through a buffer. Owned by the attempt's thread. */
final class LocalPartWriter implements PartWriter {

    private static final int BUFFER_BYTES = 128 * 1024;

    private final OutputPlaces places;
    private final String partName;
    private final int attempt;
    private final Path path;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private final CRC32C crc = new CRC32C();
    private long bytes;
    private boolean committed;

    private LocalPartWriter(OutputPlaces places, String partName, int attempt, FileChannel channel) {
        this.places = places;
        this.partName = partName;
        this.attempt = attempt;
        this.path = places.attempt(partName, attempt);
        this.channel = channel;
    }

    /** Creates the file; it must not exist, so that two runs of one attempt never share it. */
    static LocalPartWriter create(OutputPlaces places, String partName, int attempt) throws IOException {
        FileChannel channel = FileChannel.open(
                places.attempt(partName, attempt), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return new LocalPartWriter(places, partName, attempt, channel);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws StorageException {
        crc.update(source, offset, length);
        bytes += length;
        int from = offset;
        int left = length;
        while (left > 0) {
            if (!buffer.hasRemaining()) {
                drain();
            }
            int chunk = Math.min(left, buffer.remaining());
            buffer.put(source, from, chunk);
            from += chunk;
            left -= chunk;
        }
    }

    private void drain() throws StorageException {
        buffer.flip();
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw failed(e);
        }
        buffer.clear();
    }

    @Override
    public PartSummary commit(long records) throws StorageException {
        PartSummary summary = new PartSummary(partName, attempt, records, bytes, (int) crc.getValue());
        drain();
        try {
            channel.force(true);
            channel.close();
            if (Files.size(path) != bytes) {
                throw StorageException.passing(
                        "Cannot commit " + path + ": it does not have the " + bytes
                                + " bytes that were written; let nothing else write below " + places.staging() + ".",
                        null);
            }
            Durable.syncDirectory(places.attempts());
        } catch (NoSuchFileException e) {
            throw LocalOutputArea.gone(places, e);
        } catch (IOException e) {
            throw failed(e);
        }
        committed = true;
        return summary;
    }

    @Override
    public void close() throws StorageException {
        if (committed) {
            return;
        }
        try {
            channel.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private StorageException failed(IOException e) {
        return LocalPaths.failure("Cannot write " + path, e, "check the space and the health of the disk");
    }
}
