package dev.jangada.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares a published output with its manifest. */
final class LocalVerification {

    private LocalVerification() {}

    static OutputVerification of(String output) throws StorageException {
        Path directory = LocalPaths.absolute(output, output);
        try {
            Manifest manifest = manifest(directory, output);
            List<String> damages = new ArrayList<>();
            for (PartSummary part : manifest.parts()) {
                damage(directory, part).ifPresent(damages::add);
            }
            if (!Files.exists(directory.resolve(OutputPlaces.SUCCESS))) {
                damages.add("there is no file " + directory.resolve(OutputPlaces.SUCCESS));
            }
            damages.addAll(strangers(directory, manifest));
            return new OutputVerification(
                    manifest.job(), manifest.parts().size(), manifest.records(), manifest.bytes(), damages);
        } catch (IOException e) {
            throw LocalPaths.failure(
                    "Cannot verify the output " + output, e, "check the disk and the rights in its directory");
        }
    }

    private static Manifest manifest(Path directory, String output) throws IOException {
        try {
            return ManifestJson.read(directory.resolve(OutputPlaces.MANIFEST));
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw StorageException.permanent(
                    "There is no output of a job at " + output + ": it has no file " + OutputPlaces.MANIFEST
                            + "; name the directory that was given to the job as its output.",
                    e);
        }
    }

    private static Optional<String> damage(Path directory, PartSummary part) throws IOException {
        try {
            return PartChecksum.damage(directory.resolve(part.name()), part);
        } catch (NoSuchFileException e) {
            return Optional.of("there is no file " + directory.resolve(part.name()));
        }
    }

    /** A reader of the directory would take them for parts. */
    private static List<String> strangers(Path directory, Manifest manifest) throws IOException {
        Set<String> known = manifest.parts().stream().map(PartSummary::name).collect(Collectors.toUnmodifiableSet());
        return LocalPaths.children(directory).stream()
                .filter(file -> !file.getFileName().toString().startsWith("_")
                        && !file.getFileName().toString().startsWith(".")
                        && !known.contains(file.getFileName().toString()))
                .sorted(Comparator.naturalOrder())
                .map(file -> file + " is not in the manifest")
                .toList();
    }
}
