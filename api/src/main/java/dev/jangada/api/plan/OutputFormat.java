package dev.jangada.api.plan;

/** How records are written to the output parts. */
public enum OutputFormat {
    /** Lines: key, tab, value; in a map-only job the record. */
    TEXT,
    /** Lines of keys. */
    KEYS,
    /** Lines of values. */
    VALUES,
    /** The bytes of values (in a map-only job, of records) with nothing between. */
    RAW,
    /** Nothing is written, and there are no parts. */
    DISCARD
}
