package dev.jangada.storage;

/**
 * The output of one job, from its first part to its publication.
 *
 * <p>Several processes hold an area for the same job: attempts write parts, the publish task makes the winners
 * visible. None of them trusts that it is alone: an attempt or a publisher that was believed dead may still be
 * running. The protocol of the local file system is described in {@code docs/formats/output.md}.
 */
public interface OutputArea {

    /**
     * Makes the area ready for attempts. May be repeated, and run by several attempts of the plan task.
     *
     * @param overwrite whether an output that exists is to be replaced when this job is published; until then it
     *     stays as it is
     * @throws StorageException if the output exists and is not to be replaced, or cannot be created
     */
    void prepare(boolean overwrite) throws StorageException;

    /**
     * Starts a part. The bytes are private to the attempt and visible to nobody until {@link #publish}.
     *
     * @param partName the final name, such as {@code part-r-00000}
     * @param attempt the attempt's number, unlike that of every other attempt of the same task
     * @throws StorageException if the area is not prepared, or no longer there because the job is over
     */
    PartWriter createPart(String partName, int attempt) throws StorageException;

    /**
     * Makes the parts of a manifest the output, all or nothing. May be repeated after a crash, and run by several
     * publishers at once; all of them return normally once the output is published.
     *
     * @param manifest the winners, as committed by the masters
     * @throws StorageException if a part is lost or damaged, the output was created by somebody else meanwhile, or
     *     the storage fails
     */
    void publish(Manifest manifest) throws StorageException;

    /**
     * Discards everything that was not published. May be repeated; never touches a published output.
     *
     * @throws StorageException if something could not be removed
     */
    void abort() throws StorageException;
}
