/**
 * Sorted runs of records: their file format, reading with verification, and merging.
 *
 * <p>The format is described in {@code docs/formats/run-file.md}. Records here are pairs of byte ranges; types and user
 * code are unknown in this package.
 */
@NullMarked
package dev.jangada.engine.run;

import org.jspecify.annotations.NullMarked;
