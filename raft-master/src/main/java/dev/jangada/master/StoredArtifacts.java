package dev.jangada.master;

import dev.jangada.master.grpc.ArtifactDisk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Artifacts as files named by their digest, in the directory {@code artifacts}. A file is written aside, checked, synced
 * and renamed, so that one under its name is whole. Thread-safe.
 */
final class StoredArtifacts implements ArtifactDisk {
    private static final String UNFINISHED = ".part";

    private final Path directory;
    private final AtomicLong unfinished = new AtomicLong();

    private StoredArtifacts(Path directory) {
        this.directory = directory;
    }

    static StoredArtifacts open(Path masters) throws IOException {
        Path directory = Files.createDirectories(masters.resolve("artifacts"));
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, "*" + UNFINISHED)) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
        return new StoredArtifacts(directory);
    }

    @Override
    public boolean holds(String digest) {
        return Files.isRegularFile(directory.resolve(digest));
    }

    @Override
    public long length(String digest) throws IOException {
        return Files.size(directory.resolve(digest));
    }

    @Override
    public InputStream open(String digest) throws IOException {
        return Files.newInputStream(directory.resolve(digest));
    }

    @Override
    public Incoming receive(String digest, long length) throws IOException {
        Path aside = directory.resolve(digest + "." + unfinished.incrementAndGet() + UNFINISHED);
        return new IncomingFile(digest, length, aside);
    }

    private final class IncomingFile implements Incoming {
        private final String digest;
        private final long length;
        private final Path aside;
        private final FileChannel file;
        private final MessageDigest sum;
        private long written;

        private IncomingFile(String digest, long length, Path aside) throws IOException {
            this.digest = digest;
            this.length = length;
            this.aside = aside;
            try {
                this.sum = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
            this.file = FileChannel.open(aside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            written += bytes.length;
            if (written > length) {
                throw new IOException("more than the " + length + " bytes came that were announced");
            }
            sum.update(bytes);
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                file.write(buffer);
            }
        }

        @Override
        public void complete() throws IOException {
            String found = HexFormat.of().formatHex(sum.digest());
            if (written != length || !found.equals(digest)) {
                throw new IOException(written + " bytes came with digest " + found + ", and " + length
                        + " bytes with digest " + digest + " were announced: send it again");
            }
            file.force(true);
            file.close();
            rename();
            try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
                entries.force(true);
            }
        }

        private void rename() throws IOException {
            try {
                Files.move(aside, directory.resolve(digest), StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                throw new IOException("the file system of " + directory + " can't rename in one step", e);
            }
        }

        @Override
        public void close() {
            try {
                file.close();
                Files.deleteIfExists(aside);
            } catch (IOException e) {
                // what is left of it goes at the next start
            }
        }
    }
}
