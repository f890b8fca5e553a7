package dev.jangada.engine;

import dev.jangada.engine.collect.KeyRanges;
import dev.jangada.engine.input.Split;
import java.util.List;

/**
 * A planned job.
 *
 * @param splits one per map task, in input order
 * @param ranges the ranges of keys per partition; {@link KeyRanges#NONE} unless the job asks for a total order
 * @param inputBytes the bytes of all input files
 * @param files how many input files there are
 */
public record PlanResult(List<Split> splits, KeyRanges ranges, long inputBytes, int files) {

    /** Copies the list. */
    public PlanResult {
        splits = List.copyOf(splits);
    }
}
