/** Attempts and their outcomes in words: names for people and files, messages within the bounds of the masters. */
@NullMarked
package dev.jangada.worker.attempt;

import org.jspecify.annotations.NullMarked;
