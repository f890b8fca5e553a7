package dev.jangada.master.artifact;

import dev.jangada.master.grpc.ArtifactDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An artifact on its way to the disk, under a name of its own until it is known to be what it claims to be. */
final class IncomingArtifact implements ArtifactDisk.Incoming {
    private static final Logger LOG = LoggerFactory.getLogger(IncomingArtifact.class);

    private final ArtifactStore store;
    private final String digest;
    private final long length;
    private final Path file;
    private final FileChannel channel;
    private final MessageDigest sha256 = VerifiedStream.sha256();
    private long written;
    private boolean isOver;

    IncomingArtifact(ArtifactStore store, String digest, long length, Path file) throws IOException {
        this.store = store;
        this.digest = digest;
        this.length = length;
        this.file = file;
        this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        if (written + bytes.length > length) {
            throw new ArtifactException(
                    "artifact " + digest + " is longer than the " + length + " bytes announced: upload it again");
        }
        sha256.update(bytes);
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
        written += bytes.length;
    }

    @Override
    public void complete() throws IOException {
        if (written != length) {
            throw new ArtifactException(
                    "artifact " + digest + " ended after " + written + " of " + length + " bytes: upload it again");
        }
        String found = HexFormat.of().formatHex(sha256.digest());
        if (!found.equals(digest)) {
            throw new ArtifactException(
                    "the bytes sent as artifact " + digest + " have the digest " + found + ": upload it again");
        }
        channel.force(true);
        channel.close();
        store.admit(digest, length, file);
        isOver = true;
        store.release(length);
    }

    @Override
    public void close() {
        if (isOver) {
            return;
        }
        isOver = true;
        store.release(length);
        try {
            channel.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // Harmless: it is deleted when the store is opened next.
            LOG.info("incomplete artifact could not be deleted file={} reason={}", file, e.toString());
        }
    }
}
