/**
 * The built-in jobs, which are also examples of how jobs are written: one class each, against {@code dev.jangada.api} and
 * nothing else. {@link dev.jangada.examples.BuiltInJobs} lists them by name.
 *
 * <p>Invariants: every job is deterministic, passes bytes that are not UTF-8 through unchanged, and gives an empty output
 * for empty input.
 */
@NullMarked
package dev.jangada.examples;

import org.jspecify.annotations.NullMarked;
