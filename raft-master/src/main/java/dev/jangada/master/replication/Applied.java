package dev.jangada.master.replication;

import dev.jangada.coordinator.decide.Decision;
import java.util.List;

/**
 * A batch as it was applied.
 *
 * @param term term of its log entry
 * @param index index of its log entry
 * @param decisions one for each command, in order
 */
public record Applied(long term, long index, List<Decision> decisions) {}
