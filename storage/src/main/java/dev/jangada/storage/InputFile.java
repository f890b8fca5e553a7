package dev.jangada.storage;

/**
 * A file to be read by a job.
 *
 * @param path the absolute path, good for {@link Storage#open} on any worker that sees the same storage
 * @param displayName the file as the user would name it
 * @param length its length in bytes when it was listed
 */
public record InputFile(String path, String displayName, long length) {

    /** Rejects a negative length. */
    public InputFile {
        if (length < 0) {
            throw new IllegalArgumentException("the length of " + path + " is negative: " + length);
        }
    }
}
