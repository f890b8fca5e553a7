/**
 * Where attempts run: in threads of the worker's process, or in a child JVM per job, so that user code which crashes, runs
 * out of memory or exits takes nothing with it but its own job's attempts on this worker.
 *
 * <p>Invariants: every attempt that was started is told to be finished exactly once; an executor belongs to one epoch of
 * the worker; a child never outlives its worker by more than seconds.
 */
@NullMarked
package dev.jangada.worker.executor;

import org.jspecify.annotations.NullMarked;
