package dev.jangada.master.ratis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** Files that are there, whole, after a power cut: temporary file, sync, rename, sync of the directory. */
final class DurableFiles {
    private DurableFiles() {}

    /** Writes {@code content} to {@code file} at once or not at all; {@code temporary} is in the same directory. */
    static void replace(Path file, Path temporary, ByteBuffer content) throws IOException {
        write(temporary, content);
        rename(temporary, file);
    }

    /** Writes and syncs a file that is given its name by {@link #rename}. */
    static void write(Path temporary, ByteBuffer content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            while (content.hasRemaining()) {
                channel.write(content);
            }
            channel.force(true);
        }
    }

    /** Gives a written file its name, in place of what has it. */
    static void rename(Path temporary, Path file) throws IOException {
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncParent(file);
    }

    /** Syncs the directory that a file or directory is in. */
    static void syncParent(Path path) throws IOException {
        sync(Objects.requireNonNull(path.toAbsolutePath().getParent(), "the root has no parent"));
    }

    /** Syncs a file's content, or a directory's entries. */
    static void sync(Path fileOrDirectory) throws IOException {
        try (FileChannel channel = FileChannel.open(fileOrDirectory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
