package dev.jangada.engine.input;

import dev.jangada.api.plan.SourceKind;
import dev.jangada.engine.task.CancellationCheck;
import dev.jangada.storage.Storage;

/** Makes the reader that a source needs. */
public final class RecordReaders {

    private RecordReaders() {}

    /** A reader of a split; it asks for cancellation whenever it reads from storage. */
    public static RecordReader open(SourceKind source, Split split, Storage storage, CancellationCheck cancellation) {
        FileInput input = new FileInput(split.ranges(), storage, cancellation);
        if (source instanceof SourceKind.Lines) {
            return new LineReader(input);
        } else if (source instanceof SourceKind.Fixed fixed) {
            return new FixedReader(input, fixed.recordBytes());
        } else if (source instanceof SourceKind.Documents) {
            return new DocumentReader(input);
        }
        return new NumberReader(split.number());
    }
}
