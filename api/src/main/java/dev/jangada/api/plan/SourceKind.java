package dev.jangada.api.plan;

/** Where the records of a job come from. */
public sealed interface SourceKind {

    /**
     * Lines of text.
     *
     * @param numbered whether line numbers are wanted
     */
    record Lines(boolean numbered) implements SourceKind {}

    /**
     * Records of a fixed length.
     *
     * @param recordBytes their length, at least 1
     */
    record Fixed(int recordBytes) implements SourceKind {}

    /** Whole files. */
    record Documents() implements SourceKind {}

    /**
     * No input: one number per task.
     *
     * @param tasks how many, at least 1
     */
    record Generated(int tasks) implements SourceKind {}
}
