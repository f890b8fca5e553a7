package dev.jangada.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Compares the bytes of a part with what its attempt committed. */
final class PartChecksum {

    private static final int BUFFER_BYTES = 256 * 1024;

    private PartChecksum() {}

    /**
     * What is wrong with a file that should be a part, as the end of a sentence; empty if nothing is. Reads all of it.
     *
     * @throws NoSuchFileException if it is not there
     */
    static Optional<String> damage(Path file, PartSummary part) throws IOException {
        long length = Files.size(file);
        if (length != part.bytes()) {
            return Optional.of(file + " has " + length + " bytes where " + part.bytes() + " were written");
        }
        CRC32C crc = new CRC32C();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                crc.update(buffer, 0, read);
            }
        }
        return (int) crc.getValue() == part.crc32c()
                ? Optional.empty()
                : Optional.of(file + " is damaged: its checksum is " + hex((int) crc.getValue()) + " where "
                        + hex(part.crc32c()) + " was written");
    }

    private static String hex(int crc) {
        return String.format(java.util.Locale.ROOT, "%08x", crc);
    }
}
