package dev.jangada.master.artifact;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Reads a file and throws at its end, or as soon as it is too long, if its bytes are not those of its digest. */
final class VerifiedStream extends FilterInputStream {
    private final String digest;
    private final long length;
    private final Runnable damaged;
    private final MessageDigest sha256 = sha256();
    private long read;
    private boolean isVerified;

    /** @param damaged is run once when the file turns out to be damaged */
    VerifiedStream(InputStream in, String digest, long length, Runnable damaged) {
        super(in);
        this.digest = digest;
        this.length = length;
        this.damaged = damaged;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
        int got = in.read(bytes, offset, count);
        if (got > 0) {
            sha256.update(bytes, offset, got);
            read += got;
        }
        if ((got < 0 && !isVerified) || read > length) {
            verify();
        }
        return got;
    }

    private void verify() throws IOException {
        if (read != length || !HexFormat.of().formatHex(sha256.digest()).equals(digest)) {
            damaged.run();
            throw new ArtifactException(
                    "artifact " + digest + " is damaged on this master's disk: it is fetched from another one if that"
                            + " has it, else upload it again");
        }
        isVerified = true;
    }

    @Override
    public long skip(long count) throws IOException {
        // Bytes passed over would not be checked.
        throw new IOException("an artifact is read from its beginning to its end");
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
