/**
 * Decoders fed with bytes that nobody wrote. In a build each sees its seeds; with {@code JAZZER_FUZZ=1} a test looks for more
 * for as long as {@code maxDuration} says.
 */
@NullMarked
package dev.jangada.engine.fuzz;

import org.jspecify.annotations.NullMarked;
