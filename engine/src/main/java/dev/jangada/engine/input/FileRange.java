package dev.jangada.engine.input;

/**
 * A part of an input file. The records that <b>start</b> in it belong to it, so reading may go beyond its end.
 *
 * @param path where storage finds the file
 * @param displayName the file as the user knows it
 * @param offset where the range starts
 * @param length how long it is
 * @param firstLine the number of the first line that starts in it, from 1; 0 when lines are not numbered
 */
public record FileRange(String path, String displayName, long offset, long length, long firstLine) {

    /** Rejects negative numbers. */
    public FileRange {
        if (offset < 0 || length < 0 || firstLine < 0) {
            throw new IllegalArgumentException("negative range " + offset + " + " + length + " of " + path);
        }
    }

    /** Where the range ends. */
    public long end() {
        return offset + length;
    }
}
