package dev.jangada.engine;

import dev.jangada.engine.run.RunFile;
import dev.jangada.engine.task.Counters;
import dev.jangada.storage.PartSummary;
import java.util.Optional;

/**
 * What a map attempt leaves behind.
 *
 * @param run the run file in the work directory; absent in a map-only job
 * @param part the durable output part of a map-only job; absent when it discards its output
 * @param counters what was counted
 */
public record MapResult(Optional<RunFile> run, Optional<PartSummary> part, Counters counters) {}
