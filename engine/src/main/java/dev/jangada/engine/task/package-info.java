/**
 * What every task of the engine deals with: its environment, its counters and the ways in which it can fail.
 */
@NullMarked
package dev.jangada.engine.task;

import org.jspecify.annotations.NullMarked;
