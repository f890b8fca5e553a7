package dev.jangada.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;

/**
 * One try at publishing one job's output. Owned by one thread, while other publishers of the same job may be at work
 * in other processes, some of them long given up by the masters.
 *
 * <p>Safe without a lock because every step is one rename that either takes effect once or fails: a winner leaves the
 * attempts once, {@code final} becomes the output once, and an old output can be moved aside only while {@code
 * replaced} exists, which ends before {@code final} is renamed. So a publisher that stopped for an hour between
 * looking and acting finds no name left that it could do harm with.
 */
final class LocalPublication {

    private final OutputPlaces places;
    private final Manifest manifest;
    private final PublishStep.Observer observer;

    LocalPublication(OutputPlaces places, Manifest manifest, PublishStep.Observer observer) {
        this.places = places;
        this.manifest = manifest;
        this.observer = observer;
    }

    void run() throws StorageException {
        try {
            if (!published()) {
                assemble();
                swap();
            }
        } catch (IOException e) {
            if (!overtaken()) {
                throw translated(e);
            }
        }
        try {
            Durable.syncDirectory(places.parent());
        } catch (IOException e) {
            throw translated(e);
        }
        observer.after(PublishStep.DURABLE);
        clean();
    }

    /** Whether the output is this job's. */
    private boolean published() throws IOException {
        return isOurs(places.output());
    }

    private boolean isOurs(Path directory) throws IOException {
        return ManifestJson.ownerOf(directory).equals(Optional.of(ManifestJson.Owner.of(manifest)));
    }

    /** Whether a step failed because another publisher of this job was faster. */
    private boolean overtaken() throws StorageException {
        try {
            return published();
        } catch (IOException e) {
            throw translated(e);
        }
    }

    private StorageException translated(IOException e) {
        if (!Files.isDirectory(places.staging())) {
            return LocalOutputArea.gone(places, e);
        }
        return LocalPaths.failure(
                "Cannot publish the output " + places.displayAs(), e, "check the disk and the rights in its directory");
    }

    /** Builds the complete output in {@code final}. */
    private void assemble() throws IOException {
        for (PartSummary part : manifest.parts()) {
            gather(part);
        }
        Durable.syncDirectory(places.complete());
        observer.after(PublishStep.PARTS_GATHERED);

        Path draft = places.staging().resolve("manifest-" + UUID.randomUUID());
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(ManifestJson.encode(manifest));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        observer.after(PublishStep.MANIFEST_WRITTEN);
        Durable.rename(draft, places.complete().resolve(OutputPlaces.MANIFEST));
        Durable.syncDirectory(places.complete());
        observer.after(PublishStep.MANIFEST_NAMED);

        Path success = places.complete().resolve(OutputPlaces.SUCCESS);
        try (FileChannel channel = FileChannel.open(success, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Durable.syncDirectory(places.complete());
        observer.after(PublishStep.COMPLETED);
    }

    /** Moves a winner to its final name, unless it is there already, and reads all of it: nothing damaged is published. */
    private void gather(PartSummary part) throws IOException {
        Path target = places.complete().resolve(part.name());
        if (!Files.exists(target)) {
            Durable.renameIfPresent(places.attempt(part.name(), part.attempt()), target);
            observer.after(PublishStep.PART_MOVED);
        }
        Optional<String> damage;
        try {
            damage = PartChecksum.damage(target, part);
        } catch (NoSuchFileException e) {
            if (!Files.isDirectory(places.complete())) {
                throw e;
            }
            throw StorageException.permanent(
                    "Cannot publish the output " + places.displayAs() + ": the file of " + part.name() + ", attempt "
                            + part.attempt() + ", is lost from " + places.attempts()
                            + "; find out what removed it, and run the job again.",
                    e);
        }
        if (damage.isPresent()) {
            throw StorageException.permanent("Cannot publish the output " + places.displayAs() + ": " + damage.get()
                    + " by attempt " + part.attempt() + "; check the disk, and run the job again.");
        }
    }

    /** Makes {@code final} the output, in place of what may be replaced. */
    private void swap() throws IOException {
        moveOldAside();
        Durable.renameIfPresent(places.replaceable(), places.sealed());
        Durable.syncDirectory(places.staging());
        observer.after(PublishStep.SEALED);
        checkReplaceable(places.output());
        Durable.rename(places.complete(), places.output());
        observer.after(PublishStep.RENAMED);
    }

    /** Moves the old output into the staging directory, if the job may replace it and nobody has done so. */
    private void moveOldAside() throws IOException {
        Path output = places.output();
        if (!occupied(output) || published() || !Files.isDirectory(places.replaceable())) {
            return;
        }
        Path old = OutputPlaces.old(places.replaceable());
        try {
            Durable.rename(output, old);
        } catch (IOException e) {
            if (occupied(output) && !published() && Files.isDirectory(places.replaceable()) && !Files.exists(old)) {
                throw e;
            }
            return;
        }
        if (isOurs(old)) {
            Durable.rename(old, output);
            return;
        }
        Durable.syncDirectory(places.parent());
        observer.after(PublishStep.OLD_MOVED_ASIDE);
    }

    /** Whether a directory with entries stands there; another publisher may move it away at any moment. */
    private static boolean occupied(Path output) throws IOException {
        try {
            return Files.isDirectory(output) && !LocalPaths.children(output).isEmpty();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private void checkReplaceable(Path output) throws IOException {
        if (LocalPaths.present(output) && (!Files.isDirectory(output) || occupied(output)) && !published()) {
            throw StorageException.permanent("Cannot publish the output " + places.displayAs()
                    + ": something else was created there while the job ran; move it away and run the job again.");
        }
    }

    /**
     * Removes what is no longer needed. The job has its output whether or not this succeeds, so a failure is no
     * failure of the publication: what stays is a hidden directory that its name explains, and that the next publish
     * or abort of this job removes.
     */
    private void clean() {
        try {
            Durable.renameIfPresent(places.staging(), places.freshTrash());
            observer.after(PublishStep.TRASHED);
            for (Path leftOver : LocalOutputArea.leftOvers(places)) {
                Durable.deleteTree(leftOver);
            }
            observer.after(PublishStep.CLEANED);
        } catch (IOException leavesTrash) {
            observer.after(PublishStep.TRASH_LEFT);
        }
    }
}
