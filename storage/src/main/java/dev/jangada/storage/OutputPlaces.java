package dev.jangada.storage;

import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Where the parts of one job's output are, on its way. {@code docs/formats/output.md} has the picture.
 *
 * @param output the directory to be published
 * @param displayAs the output as it was given
 * @param staging the directory beside the output that holds everything until then
 */
record OutputPlaces(Path output, String displayAs, Path staging) {

    static final String MANIFEST = "_manifest.json";
    static final String SUCCESS = "_SUCCESS";

    private static final String UUID_FORM = "[0-9a-f-]{36}";

    static OutputPlaces of(String outputPath, String jobTag) throws StorageException {
        Path given = LocalPaths.absolute(outputPath, outputPath);
        Path output = given.normalize();
        Path name = output.getFileName();
        if (name == null) {
            throw StorageException.permanent("The output cannot be " + outputPath
                    + " itself: choose a directory below it, which the job creates.");
        }
        String staging = "." + name + ".jangada-" + PartNames.check(jobTag);
        return new OutputPlaces(output, outputPath, output.resolveSibling(staging));
    }

    /** The directory that holds the output and the staging directory. */
    Path parent() {
        Path parent = output.getParent();
        if (parent == null) {
            throw new IllegalStateException("an output with a name has a parent: " + output);
        }
        return parent;
    }

    /** Private files of attempts. */
    Path attempts() {
        return staging.resolve("attempts");
    }

    /** One attempt's version of a part. */
    Path attempt(String partName, int attempt) {
        return attempts().resolve(partName + "." + attempt);
    }

    /** The output as it grows during publication. */
    Path complete() {
        return staging.resolve("final");
    }

    /** Exists while an old output may be moved aside into it. */
    Path replaceable() {
        return staging.resolve("replaced");
    }

    /** What {@link #replaceable} is renamed to once nothing may be moved aside any more. */
    Path sealed() {
        return staging.resolve("sealed");
    }

    /** The old output within {@link #replaceable} or {@link #sealed}. */
    static Path old(Path directory) {
        return directory.resolve("old");
    }

    /** A new name for a staging directory that is not yet one. */
    Path freshDraft() {
        return output.resolveSibling(staging.getFileName() + "~new-" + UUID.randomUUID());
    }

    /** A new name for a staging directory that is one no longer. */
    Path freshTrash() {
        return output.resolveSibling(staging.getFileName() + "~trash-" + UUID.randomUUID());
    }

    /** Whether a sibling of the output has a name from {@link #freshDraft} or {@link #freshTrash}. */
    boolean isLeftOver(Path sibling) {
        String prefix = Pattern.quote(staging.getFileName().toString());
        return Pattern.matches(
                prefix + "~(new|trash)-" + UUID_FORM, sibling.getFileName().toString());
    }
}
