package dev.jangada.worker.task;

import dev.jangada.storage.Manifest;
import dev.jangada.storage.OutputArea;
import dev.jangada.storage.PartWriter;
import dev.jangada.storage.StorageException;

/** The output of a job that has none. */
final class NoOutput implements OutputArea {

    @Override
    public void prepare(boolean overwrite) {
        // there is nothing to prepare
    }

    @Override
    public PartWriter createPart(String partName, int attempt) throws StorageException {
        throw StorageException.permanent("the job writes output, but was given no place for it: give --output DIR");
    }

    @Override
    public void publish(Manifest manifest) {
        // there is nothing to publish
    }

    @Override
    public void abort() {
        // there is nothing to discard
    }
}
