/**
 * What a worker keeps on its own disk, and which machine it is on.
 *
 * <p>Layout below the worker's directory (see {@code docs/worker.md}): {@code worker.marker} says whose directory it is,
 * {@code worker.lock} is held by the running process, {@code epochs/EPOCH/JOB} holds the run files and the work in
 * progress of one job in one epoch, {@code artifacts} the jars, {@code logs} what attempts printed. Invariant: nothing
 * under {@code epochs} outlives the epoch, so a path with an epoch in it never leads to the output of another one.
 */
@NullMarked
package dev.jangada.worker.local;

import org.jspecify.annotations.NullMarked;
