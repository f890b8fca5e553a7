package dev.jangada.engine.run;

import dev.jangada.engine.task.CorruptSegmentException;
import dev.jangada.engine.task.SegmentUnavailableException;
import dev.jangada.engine.task.TaskException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;

/** Reads the records of one segment, and verifies every block before it shows a record of it. */
public final class SegmentReader extends RecordCursor implements Closeable {

    private final SegmentBytes source;
    private final int mapIndex;
    private final String where;
    private final CRC32C crc = new CRC32C();
    private final byte[] headerBytes = new byte[Block.HEADER_BYTES];
    private final ByteBuffer header = ByteBuffer.wrap(headerBytes);
    private int at;
    private int end;
    private int recordsLeft;
    private boolean sawLast;

    private SegmentReader(SegmentBytes source, int mapIndex, String where) {
        this.source = source;
        this.mapIndex = mapIndex;
        this.where = where;
        this.sawLast = source.remaining() == 0;
    }

    /**
     * Reads a segment in a file.
     *
     * @param mapIndex the map task that wrote it, or -1 for a spill of the reader's own
     */
    public static SegmentReader inFile(Path file, long offset, long length, int mapIndex) throws IOException {
        return new SegmentReader(SegmentBytes.inFile(file, offset, length), mapIndex, "in " + file + " at " + offset);
    }

    /** Reads one partition of a run file that the reader's own attempt wrote. */
    public static SegmentReader ofPartition(RunFile run, int partition) throws IOException {
        Extent extent = run.extent(partition);
        return inFile(run.path(), extent.offset(), extent.length(), -1);
    }

    /** Reads a segment in memory. */
    public static SegmentReader inMemory(byte[] bytes, int mapIndex) {
        return new SegmentReader(SegmentBytes.inMemory(bytes), mapIndex, "of map task " + mapIndex);
    }

    @Override
    public boolean advance() throws IOException, TaskException {
        while (recordsLeft == 0) {
            try {
                if (!nextBlock()) {
                    return false;
                }
            } catch (IOException e) {
                if (mapIndex < 0) {
                    throw e;
                }
                throw new SegmentUnavailableException(mapIndex, e);
            }
        }
        recordsLeft--;
        try {
            parse();
        } catch (ArrayIndexOutOfBoundsException e) {
            throw corrupt("a record runs over the end of its block");
        }
        return true;
    }

    private void parse() throws CorruptSegmentException {
        int key = Varint.read(bytes, at);
        at += Varint.size(key);
        int value = Varint.read(bytes, at);
        at += Varint.size(value);
        if (key < 0 || value < 0 || (long) at + key + value > end) {
            throw corrupt("a record runs over the end of its block");
        }
        keyOffset = at;
        keyLength = key;
        valueOffset = at + key;
        valueLength = value;
        at += key + value;
        word = KeyBytes.word(bytes, keyOffset, key);
    }

    private boolean nextBlock() throws IOException, CorruptSegmentException {
        if (at != end) {
            throw corrupt("a block has bytes after its last record");
        }
        if (source.remaining() == 0) {
            if (!sawLast) {
                throw corrupt("the last block is missing");
            }
            return false;
        }
        if (sawLast) {
            throw corrupt("it goes on after its last block");
        }
        try {
            readBlock();
        } catch (EOFException e) {
            throw corrupt("it ends within a block");
        }
        return true;
    }

    private void readBlock() throws IOException, CorruptSegmentException {
        int headerAt = source.take(Block.HEADER_BYTES);
        System.arraycopy(source.array(), headerAt, headerBytes, 0, Block.HEADER_BYTES);
        header.clear();
        if (header.getInt() != Block.MAGIC) {
            throw corrupt("a block does not begin with the magic number");
        }
        byte codec = header.get();
        byte flags = header.get();
        header.getShort();
        int stored = header.getInt();
        int raw = header.getInt();
        int records = header.getInt();
        int expected = header.getInt();
        if (stored < 0 || stored > source.remaining()) {
            throw corrupt("a block is longer than the segment");
        }
        int bodyAt = source.take(stored);
        bytes = source.array();
        crc.reset();
        crc.update(headerBytes, 0, Block.CRC_OFFSET);
        crc.update(bytes, bodyAt, stored);
        if ((int) crc.getValue() != expected) {
            throw corrupt("the checksum of a block is wrong");
        }
        if (codec != Block.CODEC_NONE || raw != stored || records < 1) {
            throw corrupt("a block is of an unknown form (codec " + codec + ")");
        }
        sawLast = (flags & Block.FLAG_LAST) != 0;
        at = bodyAt;
        end = bodyAt + stored;
        recordsLeft = records;
    }

    private CorruptSegmentException corrupt(String problem) {
        return new CorruptSegmentException(mapIndex, where, problem);
    }

    @Override
    public void close() throws IOException {
        source.close();
    }

    /** Closes readers, all of them even if some fail. */
    public static void closeAll(List<SegmentReader> readers) throws IOException {
        IOException failure = null;
        for (SegmentReader reader : readers) {
            try {
                reader.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
