package dev.jangada.engine.user;

import org.jspecify.annotations.Nullable;

/** Where the current input record is; implemented by readers, which know. */
public interface Place {

    /** The file as the user knows it, or null in a generated source. */
    @Nullable
    String fileOrNull();

    /** The byte offset of the record; in a generated source, its number. */
    long offset();

    /** The number of the line, or 0 when it is not known. */
    long lineNumber();
}
