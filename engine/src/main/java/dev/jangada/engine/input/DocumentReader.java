package dev.jangada.engine.input;

import dev.jangada.api.Document;
import dev.jangada.api.Utf8;
import dev.jangada.engine.task.InputException;
import dev.jangada.engine.task.TaskException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads whole files, each as one record. */
final class DocumentReader extends RecordReader {

    private final FileInput input;
    private Document document = new Document("", new Utf8());
    private long bytesRead;

    DocumentReader(FileInput input) {
        this.input = input;
    }

    @Override
    public boolean next() throws IOException, TaskException {
        if (!input.nextRange()) {
            return false;
        }
        FileRange range = input.range();
        if (range.length() > FileInput.LONGEST_RECORD) {
            throw new InputException("file " + range.displayName() + " is too large to be one document: it has "
                    + range.length() + " bytes, the limit is " + FileInput.LONGEST_RECORD);
        }
        if (!input.require((int) range.length())) {
            throw input.endedEarly();
        }
        document = new Document(range.displayName(), Utf8.wrap(input.bytes(), input.start(), (int) range.length()));
        bytesRead += range.length();
        return true;
    }

    @Override
    public Object record() {
        return document;
    }

    @Override
    public long bytesRead() {
        return bytesRead;
    }

    @Override
    public @Nullable String fileOrNull() {
        FileRange range = input.rangeOrNull();
        return range == null ? null : range.displayName();
    }

    @Override
    public long offset() {
        return 0;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
