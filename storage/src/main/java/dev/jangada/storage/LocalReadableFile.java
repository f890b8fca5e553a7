package dev.jangada.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A local file open for reading. Positional reads keep no state, so that threads may share it. */
final class LocalReadableFile implements ReadableFile {

    private final Path path;
    private final FileChannel channel;

    private LocalReadableFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static LocalReadableFile open(Path path) throws StorageException {
        try {
            return new LocalReadableFile(path, FileChannel.open(path, StandardOpenOption.READ));
        } catch (IOException e) {
            throw LocalPaths.failure(
                    "Cannot open " + path, e, "check that it is still there and that the worker's user may read it");
        }
    }

    @Override
    public long length() throws StorageException {
        try {
            return channel.size();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public int read(long position, byte[] buffer, int offset, int length) throws StorageException {
        if (length == 0) {
            return 0;
        }
        try {
            return channel.read(ByteBuffer.wrap(buffer, offset, length), position);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() throws StorageException {
        try {
            channel.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private StorageException failed(IOException e) {
        return LocalPaths.failure("Cannot read " + path, e, "check the disk");
    }
}
