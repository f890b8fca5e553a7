package dev.jangada.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Files of the machine, or of a file system that every worker mounts at the same place. */
final class LocalStorage implements Storage {

    static final LocalStorage INSTANCE = new LocalStorage();

    private LocalStorage() {}

    @Override
    public List<InputFile> list(String pattern, String displayAs) throws StorageException {
        return new LocalListing(pattern, displayAs).run();
    }

    @Override
    public ReadableFile open(String path) throws StorageException {
        return LocalReadableFile.open(LocalPaths.absolute(path, path));
    }

    @Override
    public OutputArea output(String outputPath, String jobTag) throws StorageException {
        return new LocalOutputArea(OutputPlaces.of(outputPath, jobTag), step -> {});
    }

    @Override
    public void checkDisjoint(List<String> inputs, String output) throws StorageException {
        try {
            Path target = LocalPaths.canonical(LocalPaths.absolute(output, output));
            for (String input : inputs) {
                if (overlaps(input, target)) {
                    throw StorageException.permanent("The output " + output + " and the input " + input
                            + " overlap: the job would read what it writes; choose an output outside the inputs.");
                }
            }
        } catch (IOException e) {
            throw LocalPaths.failure("Cannot compare the output " + output + " with the inputs", e, "check the paths");
        }
    }

    @Override
    public OutputVerification verify(String output) throws StorageException {
        return LocalVerification.of(output);
    }

    private static boolean overlaps(String input, Path target) throws IOException {
        Path literal = LocalPaths.absolute(input, input);
        if (LocalPaths.present(literal) || !GlobPattern.isGlob(input)) {
            Path source = LocalPaths.canonical(literal);
            return target.startsWith(source) || source.startsWith(target);
        }
        GlobPattern glob = GlobPattern.parse(LocalPaths.withoutScheme(input), input);
        Path base = LocalPaths.canonical(LocalPaths.absolute(glob.base().isEmpty() ? "." : glob.base(), input));
        if (base.startsWith(target)) {
            return true;
        }
        return target.startsWith(base) && glob.touches(base.relativize(target));
    }
}
