package dev.jangada.chaos.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A disk that can be broken and nothing else with it: an ext4 file system in a file. Used by one thread; {@link #obstacle}
 * says whether this machine can have any.
 */
public final class LoopDisk implements AutoCloseable {
    private static final int LARGE_CHUNK = 64 << 10;
    private static final long LEFT_TO_WRITE = 1 << 20;
    private static final int MOST_ROUNDS = 20;
    private static final long PATIENCE_NANOS = 30_000_000_000L;
    private static final long POLL_NANOS = 100_000_000;

    /** EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH: nothing more is written, not even the journal. */
    private static final String CUT = "import fcntl, os, struct, sys; fd = os.open(sys.argv[1], os.O_RDONLY); "
            + "fcntl.ioctl(fd, 0x8004587d, struct.pack('I', 2))";

    private static final String FILLER = "filler";

    private final Path image;
    private final Path place;
    private boolean isDead;

    private LoopDisk(Path image, Path place) {
        this.image = image;
        this.place = place;
    }

    /** Why there can be none on this machine; empty if nothing is known to stand in the way. */
    public static Optional<String> obstacle() {
        return Commands.notRoot().or(() -> Commands.missing("mkfs.ext4", "mount", "umount", "fallocate", "python3"));
    }

    /**
     * Makes an empty file system and mounts it.
     *
     * @param image the file that it is kept in
     * @param bytes its size; the file takes as much as is written to it
     * @param place the directory to mount it at, which is made
     */
    public static LoopDisk mount(Path image, long bytes, Path place) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(bytes);
        }
        Commands.run("mkfs.ext4", "-q", "-F", "-m", "0", image.toString());
        Files.createDirectories(place);
        LoopDisk disk = new LoopDisk(image, place);
        disk.mount();
        Files.deleteIfExists(place.resolve("lost+found"));
        return disk;
    }

    /** What is not synced stays off the disk until it is, or for five minutes. */
    private void mount() throws IOException {
        Commands.run("mount", "-o", "loop,commit=300", image.toString(), place.toString());
    }

    /** Leaves no room. What the file system sets aside while it writes is only there once that is synced. */
    public void fill() throws IOException {
        Path filler = place.resolve(FILLER);
        long most = usableBytes() - LEFT_TO_WRITE;
        if (most > 0) {
            Commands.run("fallocate", "-l", String.valueOf(most), filler.toString());
        }
        try (FileChannel out = FileChannel.open(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int round = 0; round < MOST_ROUNDS && usableBytes() > 0; round++) {
                writeWhileThereIsRoom(out, LARGE_CHUNK);
                writeWhileThereIsRoom(out, 1);
                out.force(true);
            }
        }
        if (usableBytes() > 0) {
            throw new IOException("the disk at " + place + " has still room for " + usableBytes() + " bytes");
        }
    }

    private static void writeWhileThereIsRoom(FileChannel out, int chunk) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate(chunk);
        try {
            while (out.isOpen()) {
                out.write(zeros.clear());
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("No space left")) {
                throw e;
            }
        }
    }

    private long usableBytes() throws IOException {
        return Files.getFileStore(place).getUsableSpace();
    }

    /** Makes room again. */
    public void free() throws IOException {
        Files.deleteIfExists(place.resolve(FILLER));
    }

    /** Lets nobody write any more, as the kernel does when it finds an error on a disk. */
    public void makeReadOnly() throws IOException {
        isDead = true;
        Commands.run("mount", "-o", "remount,abort", place.toString()); // "ro" is refused while files are open
    }

    /** The power goes: what is not on the disk never gets there. */
    public void cut() throws IOException {
        isDead = true;
        Commands.run("python3", "-c", CUT, place.toString());
    }

    /** Whether it is read-only or without power. */
    public boolean isDead() {
        return isDead;
    }

    /** It works again, with what is on it. No process may use it any more. */
    public void back() throws IOException {
        unmount();
        mount();
        isDead = false;
    }

    /** Unmounts it; no process may use it any more. */
    @Override
    public void close() throws IOException {
        unmount();
    }

    /** Patiently: another worker may be just about to let go of files in which it read. */
    private void unmount() throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try {
                Commands.run("umount", place.toString());
                return;
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
