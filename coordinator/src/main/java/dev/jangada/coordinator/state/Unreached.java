package dev.jangada.coordinator.state;

import dev.jangada.coordinator.WorkerRef;

/**
 * A reduce attempt of a job could not reach the holder of a map output.
 *
 * @param reader the worker that tried
 * @param holder the worker that it could not reach
 */
public record Unreached(WorkerRef reader, WorkerRef holder) {}
