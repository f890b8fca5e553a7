package dev.jangada.engine;

import java.io.InputStream;
import java.nio.file.Path;

/** The part of a map's run file that belongs to one partition; possibly empty. */
public sealed interface Segment {

    /** The map task that wrote it. */
    int mapIndex();

    /** Its length in bytes. */
    long length();

    /**
     * A segment in a file of this host, read where it lies. The file must stay until the reduce attempt ends.
     *
     * @param mapIndex the map task that wrote it
     * @param file the run file
     * @param offset where the segment starts in it
     * @param length its length in bytes
     */
    record InFile(int mapIndex, Path file, long offset, long length) implements Segment {}

    /**
     * A segment that comes over the network. The engine reads all of it at once, before it asks for the next segment, and
     * closes the stream.
     *
     * @param mapIndex the map task that wrote it
     * @param length its length in bytes
     * @param stream its bytes
     */
    record Streamed(int mapIndex, long length, InputStream stream) implements Segment {}
}
