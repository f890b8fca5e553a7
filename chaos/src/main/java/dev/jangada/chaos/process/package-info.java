/**
 * The faults of a chaos run, on a cluster of processes on this machine. Each kind is a {@link
 * dev.jangada.chaos.process.Breaker}, which also says what it needs and whether that is here.
 */
@NullMarked
package dev.jangada.chaos.process;

import org.jspecify.annotations.NullMarked;
