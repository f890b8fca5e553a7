/**
 * Splits of the input, and the readers that turn them into records.
 */
@NullMarked
package dev.jangada.engine.input;

import org.jspecify.annotations.NullMarked;
