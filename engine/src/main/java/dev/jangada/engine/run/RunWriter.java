package dev.jangada.engine.run;

import dev.jangada.api.ByteSink;
import java.io.Closeable;
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
 * Writes a run file: all records of partition 0 in key order, then those of partition 1, and so on. The file has a
 * temporary name until it is finished, so a complete name means a complete file. Nothing is synced: a run file that a power
 * cut damages is noticed by its checksums, and its task runs again. Owned by one thread.
 */
public final class RunWriter implements Closeable {

    private static final byte[] NO_HEADER = new byte[Block.HEADER_BYTES];

    private final Path target;
    private final Path temporary;
    private final FileChannel channel;
    private final List<Extent> extents = new ArrayList<>();
    private final CRC32C blockCrc = new CRC32C();
    private final CRC32C extentCrc = new CRC32C();
    /** The block being filled, with room for its header at the start. */
    private final ByteSink block = new ByteSink(Block.HEADER_BYTES + Block.TARGET_BYTES);

    private long position;
    private long extentStart;
    private long extentRecords;
    private int blockRecords;
    private boolean finished;

    /** Creates the temporary file. */
    public RunWriter(Path target) throws IOException {
        this.target = target;
        this.temporary = target.resolveSibling(target.getFileName() + ".tmp");
        this.channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        writeFully(ByteBuffer.allocate(RunFile.HEADER_BYTES)
                .putLong(RunFile.HEADER_MAGIC)
                .flip());
        extentStart = position;
        startBlock();
    }

    /** Appends a record to the current partition; keys must not descend. */
    public void append(byte[] key, int keyOffset, int keyLength, byte[] value, int valueOffset, int valueLength)
            throws IOException {
        makeRoom(Varint.size(keyLength) + Varint.size(valueLength) + (long) keyLength + valueLength);
        Varint.write(block, keyLength);
        Varint.write(block, valueLength);
        block.write(key, keyOffset, keyLength);
        block.write(value, valueOffset, valueLength);
        blockRecords++;
    }

    /** Appends the record that a cursor is at. */
    public void append(RecordCursor record) throws IOException {
        append(record.bytes, record.keyOffset, record.keyLength, record.bytes, record.valueOffset, record.valueLength);
    }

    private void makeRoom(long recordBytes) throws IOException {
        if (recordBytes > Block.LARGEST_BODY) {
            throw new IOException("a record of " + recordBytes + " bytes is too large: the limit is 2 GiB");
        }
        if (blockRecords > 0 && block.length() + recordBytes > Block.HEADER_BYTES + Block.TARGET_BYTES) {
            writeBlock((byte) 0);
        }
    }

    /** Ends the current partition and goes to the next one. */
    public void endPartition() throws IOException {
        if (blockRecords > 0) {
            writeBlock(Block.FLAG_LAST);
        }
        extents.add(new Extent(extentStart, position - extentStart, extentRecords, (int) extentCrc.getValue()));
        extentStart = position;
        extentRecords = 0;
        extentCrc.reset();
    }

    /** Writes the footer and gives the file its name. */
    public RunFile finish() throws IOException {
        long footerOffset = position;
        ByteBuffer footer = ByteBuffer.allocate(extents.size() * RunFile.EXTENT_BYTES);
        for (Extent extent : extents) {
            footer.putLong(extent.offset()).putLong(extent.length());
            footer.putLong(extent.records()).putInt(extent.crc32c());
        }
        footer.flip();
        int crc = RunFile.footerCrc(footer.duplicate(), footerOffset, extents.size());
        writeFully(footer);
        writeFully(ByteBuffer.allocate(RunFile.TRAILER_BYTES)
                .putLong(footerOffset)
                .putInt(extents.size())
                .putInt(crc)
                .putLong(RunFile.TRAILER_MAGIC)
                .flip());
        channel.close();
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        finished = true;
        return new RunFile(target, position, extents);
    }

    /** Removes the temporary file unless it was finished. */
    @Override
    public void close() throws IOException {
        channel.close();
        if (!finished) {
            Files.deleteIfExists(temporary);
        }
    }

    private void startBlock() {
        block.clear();
        block.write(NO_HEADER, 0, Block.HEADER_BYTES); // room for what writeBlock puts there
        blockRecords = 0;
    }

    private void writeBlock(byte flags) throws IOException {
        int body = block.length() - Block.HEADER_BYTES;
        byte[] bytes = block.bytes();
        ByteBuffer view = ByteBuffer.wrap(bytes, 0, block.length());
        view.putInt(Block.MAGIC).put(Block.CODEC_NONE).put(flags).putShort((short) 0);
        view.putInt(body).putInt(body).putInt(blockRecords);
        blockCrc.reset();
        blockCrc.update(bytes, 0, Block.CRC_OFFSET);
        blockCrc.update(bytes, Block.HEADER_BYTES, body);
        view.putInt((int) blockCrc.getValue());
        extentCrc.update(bytes, 0, block.length());
        extentRecords += blockRecords;
        writeFully(view.rewind());
        startBlock();
    }

    private void writeFully(ByteBuffer buffer) throws IOException {
        position += buffer.remaining();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
