package dev.jangada.engine.run;

import dev.jangada.engine.task.CorruptSegmentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A complete run file and where each partition lies in it. A shuffle server sends the bytes of an {@link Extent} as they
 * are; their reader verifies them.
 *
 * @param path the file
 * @param bytes its length
 * @param extents one per partition
 */
public record RunFile(Path path, long bytes, List<Extent> extents) {

    /** First bytes of a run file. */
    static final long HEADER_MAGIC = 0x4a47_4452_554e_310aL; // "JGDRUN1\n"
    /** Last bytes of a run file. */
    static final long TRAILER_MAGIC = 0x4a47_4452_554e_450aL; // "JGDRUNE\n"

    static final int HEADER_BYTES = 8;
    static final int EXTENT_BYTES = 28;
    static final int TRAILER_BYTES = 24;

    /** Copies the list. */
    public RunFile {
        extents = List.copyOf(extents);
    }

    /** How many partitions the file has. */
    public int partitions() {
        return extents.size();
    }

    /** The records of all partitions. */
    public long records() {
        long sum = 0;
        for (Extent extent : extents) {
            sum += extent.records();
        }
        return sum;
    }

    /** Where a partition lies. */
    public Extent extent(int partition) {
        return extents.get(partition);
    }

    /** Gives a run file another name. */
    public static RunFile move(RunFile run, Path target) throws IOException {
        Files.move(run.path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return new RunFile(target, run.bytes, run.extents);
    }

    /**
     * Opens a run file by its footer.
     *
     * @throws CorruptSegmentException when the file is no complete run file
     */
    public static RunFile open(Path path) throws IOException, CorruptSegmentException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < HEADER_BYTES + TRAILER_BYTES) {
                throw corrupt(path, "it is only " + size + " bytes long");
            }
            ByteBuffer trailer = read(channel, size - TRAILER_BYTES, TRAILER_BYTES);
            long footerOffset = trailer.getLong();
            int partitions = trailer.getInt();
            int crc = trailer.getInt();
            if (trailer.getLong() != TRAILER_MAGIC
                    || read(channel, 0, HEADER_BYTES).getLong() != HEADER_MAGIC) {
                throw corrupt(path, "the magic number is missing");
            }
            long footerBytes = (long) partitions * EXTENT_BYTES;
            if (partitions < 0 || footerOffset < HEADER_BYTES || footerOffset + footerBytes + TRAILER_BYTES != size) {
                throw corrupt(path, "the footer is misplaced");
            }
            ByteBuffer footer = read(channel, footerOffset, Math.toIntExact(footerBytes));
            if (footerCrc(footer.duplicate(), footerOffset, partitions) != crc) {
                throw corrupt(path, "the checksum of the footer is wrong");
            }
            List<Extent> extents = new ArrayList<>(partitions);
            for (int i = 0; i < partitions; i++) {
                extents.add(new Extent(footer.getLong(), footer.getLong(), footer.getLong(), footer.getInt()));
            }
            return new RunFile(path, size, extents);
        }
    }

    static int footerCrc(ByteBuffer footer, long footerOffset, int partitions) {
        CRC32C crc = new CRC32C();
        crc.update(footer);
        crc.update(
                ByteBuffer.allocate(12).putLong(footerOffset).putInt(partitions).flip());
        return (int) crc.getValue();
    }

    private static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new IOException("the file became shorter while it was read");
            }
        }
        return buffer.flip();
    }

    private static CorruptSegmentException corrupt(Path path, String problem) {
        return new CorruptSegmentException(-1, path.toString(), problem);
    }
}
