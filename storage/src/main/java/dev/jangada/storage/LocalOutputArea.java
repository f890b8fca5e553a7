package dev.jangada.storage;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A job's output on the local file system: a staging directory beside the output, and renames. Holds no state of its
 * own beyond the names, so any number of processes may hold one.
 */
final class LocalOutputArea implements OutputArea {

    private final OutputPlaces places;
    private final PublishStep.Observer observer;

    LocalOutputArea(OutputPlaces places, PublishStep.Observer observer) {
        this.places = places;
        this.observer = observer;
    }

    /** The job is over, or this machine does not see its files. */
    static StorageException gone(OutputPlaces places, IOException e) {
        return StorageException.permanent(
                "The staging directory " + places.staging() + " is not there: the job is over, or this worker does not"
                        + " see the same file system as the worker that planned the job; give an output path that all"
                        + " workers share.",
                e);
    }

    @Override
    public void prepare(boolean overwrite) throws StorageException {
        checkVacant(overwrite);
        try {
            Durable.createDirectories(places.parent());
            if (!LocalPaths.present(places.staging())) {
                createStaging(overwrite);
            }
        } catch (FileAlreadyExistsException e) {
            throw StorageException.permanent(
                    "Cannot create the output " + places.displayAs() + ": " + e.getFile()
                            + " is a file; choose an output below a directory.",
                    e);
        } catch (IOException e) {
            throw LocalPaths.failure(
                    "Cannot create the output " + places.displayAs(),
                    e,
                    "choose a directory in which the worker's user may write");
        }
    }

    private void checkVacant(boolean overwrite) throws StorageException {
        Path output = places.output();
        if (!LocalPaths.present(output)) {
            return;
        }
        String named = "The output " + places.displayAs();
        if (Files.isSymbolicLink(output)) {
            throw StorageException.permanent(
                    named + " is a symbolic link; name the directory itself, or choose another.");
        }
        if (!Files.isDirectory(output)) {
            throw StorageException.permanent(named + " is a file, not a directory; remove it or choose another.");
        }
        try {
            if (!overwrite && !LocalPaths.children(output).isEmpty()) {
                throw StorageException.permanent(named + " exists; give --overwrite to replace it, or choose another.");
            }
            if (!Files.getAttribute(output, "unix:dev").equals(Files.getAttribute(places.parent(), "unix:dev"))) {
                throw StorageException.permanent(
                        named + " is a mount point, which cannot be replaced; choose a directory below it.");
            }
        } catch (IOException e) {
            throw LocalPaths.failure("Cannot look into the output " + places.displayAs(), e, "choose another");
        }
    }

    /** Builds the staging directory under another name, so that it appears with all that belongs in it or not at all. */
    private void createStaging(boolean overwrite) throws IOException {
        Path draft = places.freshDraft();
        OutputPlaces inDraft = new OutputPlaces(places.output(), places.displayAs(), draft);
        try {
            Files.createDirectory(draft);
            Files.createDirectory(inDraft.attempts());
            Files.createDirectory(inDraft.complete());
            if (overwrite) {
                Files.createDirectory(inDraft.replaceable());
            }
            Durable.syncDirectory(draft); // fails when the attempt is interrupted because its job is cancelled
            Durable.rename(draft, places.staging());
        } catch (IOException e) {
            Durable.deleteTree(draft);
            if (!Files.isDirectory(places.attempts())) {
                throw e;
            }
        }
        Durable.syncDirectory(places.parent());
    }

    @Override
    public PartWriter createPart(String partName, int attempt) throws StorageException {
        PartNames.check(partName);
        try {
            return LocalPartWriter.create(places, partName, attempt);
        } catch (NoSuchFileException e) {
            throw gone(places, e);
        } catch (FileAlreadyExistsException e) {
            throw StorageException.passing(
                    "Attempt " + attempt + " of " + partName + " was started before; start another attempt.", e);
        } catch (IOException e) {
            throw LocalPaths.failure(
                    "Cannot create " + places.attempt(partName, attempt),
                    e,
                    "check the space and the rights of the worker's user there");
        }
    }

    @Override
    public void publish(Manifest manifest) throws StorageException {
        new LocalPublication(places, manifest, observer).run();
    }

    @Override
    public void abort() throws StorageException {
        try {
            Durable.renameIfPresent(places.staging(), places.freshTrash());
            for (Path leftOver : leftOvers(places)) {
                restoreOldOutput(leftOver);
                Durable.deleteTree(leftOver);
            }
        } catch (IOException e) {
            throw LocalPaths.failure(
                    "Cannot remove " + places.staging(), e, "remove it by hand once the job has ended");
        }
    }

    /** Puts an old output back that a publisher had moved aside, if nothing has taken its place. */
    private void restoreOldOutput(Path leftOver) throws IOException {
        OutputPlaces there = new OutputPlaces(places.output(), places.displayAs(), leftOver);
        for (Path directory : List.of(there.sealed(), there.replaceable())) {
            Path old = OutputPlaces.old(directory);
            if (Files.isDirectory(old) && !LocalPaths.present(places.output())) {
                Durable.rename(old, places.output());
                Durable.syncDirectory(places.parent());
            }
        }
    }

    /** What earlier publishers, aborts and plan attempts of this job left when they died. */
    static List<Path> leftOvers(OutputPlaces places) throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(places.parent())) {
            for (Path sibling : LocalPaths.children(places.parent())) {
                if (places.isLeftOver(sibling)) {
                    found.add(sibling);
                }
            }
        }
        return found;
    }
}
