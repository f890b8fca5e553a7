package dev.jangada.engine;

import dev.jangada.engine.task.Counters;
import dev.jangada.storage.PartSummary;
import java.util.Optional;

/**
 * What a reduce attempt leaves behind.
 *
 * @param part the durable output part; absent when the job discards its output
 * @param counters what was counted
 */
public record ReduceResult(Optional<PartSummary> part, Counters counters) {}
