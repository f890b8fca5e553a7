/** Faults, simulator, live driver and checkers. Nothing depends on this package. */
@NullMarked
package dev.jangada.chaos;

import org.jspecify.annotations.NullMarked;
