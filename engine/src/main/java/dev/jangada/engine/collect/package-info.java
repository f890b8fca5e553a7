/**
 * The map side between the user's emit and the run file: partitioning, aggregating, sorting, combining, spilling.
 */
@NullMarked
package dev.jangada.engine.collect;

import org.jspecify.annotations.NullMarked;
