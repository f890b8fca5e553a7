package dev.jangada.engine.run;

/**
 * The layout of a block in a run file; see {@code docs/formats/run-file.md}.
 *
 * <p>Header of 24 bytes: magic, codec (0: stored as is), flags (bit 0: last block of its segment), two zero bytes, stored
 * length, raw length, records, and the CRC32C of the first 20 bytes with the body. Then the body: records of key length,
 * value length (varints), key, value.
 */
final class Block {

    static final int MAGIC = 0x4a47_4231; // "JGB1"
    static final int HEADER_BYTES = 24;
    static final int CRC_OFFSET = 20;
    static final byte CODEC_NONE = 0;
    static final byte FLAG_LAST = 1;
    /** A block is closed when it would grow beyond this; a larger record gets a block to itself. */
    static final int TARGET_BYTES = 256 << 10;
    /** The most bytes of a record with its lengths: what fits an array with room for a header. */
    static final int LARGEST_BODY = Integer.MAX_VALUE - 1024;

    private Block() {}
}
