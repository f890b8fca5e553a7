package dev.jangada.master.grpc;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Artifacts in memory; believes every digest. */
final class FakeArtifactDisk implements ArtifactDisk {
    private final Map<String, byte[]> artifacts = new ConcurrentHashMap<>();

    @Override
    public boolean holds(String digest) {
        return artifacts.containsKey(digest);
    }

    @Override
    public Incoming receive(String digest, long length) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        return new Incoming() {
            @Override
            public void write(byte[] piece) {
                bytes.writeBytes(piece);
            }

            @Override
            public void complete() throws IOException {
                if (bytes.size() != length) {
                    throw new IOException(bytes.size() + " bytes came, and " + length + " were announced");
                }
                artifacts.put(digest, bytes.toByteArray());
            }

            @Override
            public void close() {
                // nothing to release
            }
        };
    }

    @Override
    public long length(String digest) throws IOException {
        return bytes(digest).length;
    }

    @Override
    public InputStream open(String digest) throws IOException {
        return new ByteArrayInputStream(bytes(digest));
    }

    private byte[] bytes(String digest) throws IOException {
        byte[] bytes = artifacts.get(digest);
        if (bytes == null) {
            throw new FileNotFoundException(digest);
        }
        return bytes;
    }
}
