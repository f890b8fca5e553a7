package dev.jangada.storage;

import java.util.List;

/**
 * One place where inputs are found and outputs are written, such as the local file system.
 *
 * <p>Implementations are immutable and safe for use by several threads.
 */
public interface Storage {

    /**
     * Lists the files that an input names. Equal to {@link #list(String, String)} with the pattern as its own display
     * form.
     *
     * @param pattern a file, a directory (read recursively), or a glob such as {@code logs/*.txt}
     * @return at least one file, sorted by the bytes of the path
     * @throws StorageException if the input is missing, cannot be read, or holds no file
     */
    default List<InputFile> list(String pattern) throws StorageException {
        return list(pattern, pattern);
    }

    /**
     * Lists the files that an input names, and shows them to people in terms of what the user typed. A client makes
     * the pattern absolute before it hands it to a worker, whose working directory is another one; the display form
     * keeps the user's words.
     *
     * <p>In a directory, regular files are found at any depth, and names that start with a dot or an underscore are
     * left out below the given directory. A directory that a glob matches is read in the same way.
     *
     * @param pattern a file, a directory, or a glob
     * @param displayAs the same input as the user wrote it, the start of every {@link InputFile#displayName}
     * @return at least one file, sorted by the bytes of the path
     * @throws StorageException if the input is missing, cannot be read, or holds no file
     */
    List<InputFile> list(String pattern, String displayAs) throws StorageException;

    /**
     * Opens a file for reading.
     *
     * @param path the path of an {@link InputFile}
     * @throws StorageException if the file is missing or cannot be read
     */
    ReadableFile open(String path) throws StorageException;

    /**
     * The area in which one job writes its output. Creating it touches nothing; see {@link OutputArea#prepare}.
     *
     * @param outputPath the directory that is to hold the published output
     * @param jobTag what makes this job unlike every other that could write there: letters, digits, dots, dashes
     *     and underscores; every process that works on the job gives the same tag
     * @throws StorageException if the path cannot be an output at all
     */
    OutputArea output(String outputPath, String jobTag) throws StorageException;

    /**
     * Refuses an output that is one of the inputs, lies inside one, or holds one: such a job would read what it
     * writes, or overwrite what it reads.
     *
     * @param inputs files, directories and globs as for {@link #list(String)}
     * @param output the output path
     * @throws StorageException naming the input that overlaps
     */
    void checkDisjoint(List<String> inputs, String output) throws StorageException;

    /**
     * Reads all of a published output and compares it with its manifest.
     *
     * @param output the directory that was given to the job
     * @throws StorageException if no job has published there, the manifest is damaged, the storage fails, or it has no
     *     outputs that can be verified
     */
    default OutputVerification verify(String output) throws StorageException {
        throw StorageException.permanent("Cannot verify " + output + ": its storage keeps no checksums of outputs.");
    }
}
