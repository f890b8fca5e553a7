package dev.jangada.coordinator.state;

import dev.jangada.coordinator.WorkerRef;

/**
 * The last thing that happened to one map output.
 *
 * @param map index of the map task
 * @param attempt number of the attempt that made it
 * @param worker who holds it, or held it
 * @param lost whether it is gone
 */
public record MapOutputChange(int map, int attempt, WorkerRef worker, boolean lost) {}
