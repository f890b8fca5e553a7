package dev.jangada.api.plan;

import dev.jangada.api.Partitioner;

/** How keys are spread over the partitions. */
public sealed interface Partitioning {

    /** By a hash of the encoded key. */
    record ByHash() implements Partitioning {}

    /** By the user's function. */
    record ByFunction(Partitioner<Object> partitioner) implements Partitioning {}

    /** By ranges of encoded keys, sampled at planning. */
    record ByRange() implements Partitioning {}
}
