package dev.jangada.storage;

import java.util.List;

/** Files of the machine, or of a file system that every worker mounts at the same place. */
final class LocalStorage implements Storage {

    static final LocalStorage INSTANCE = new LocalStorage();

    private LocalStorage() {}

    @Override
    public List<InputFile> list(String pattern, String displayAs) throws StorageException {
        throw StorageException.permanent("Listing is under construction.");
    }

    @Override
    public ReadableFile open(String path) throws StorageException {
        throw StorageException.permanent("Reading is under construction.");
    }

    @Override
    public OutputArea output(String outputPath, String jobTag) throws StorageException {
        throw StorageException.permanent("Writing is under construction.");
    }

    @Override
    public void checkDisjoint(List<String> inputs, String output) throws StorageException {
        throw StorageException.permanent("Checking is under construction.");
    }
}
