package dev.jangada.api.plan;

import dev.jangada.api.ReduceFunction;
import dev.jangada.api.Type;

/** What becomes of the values of a key. */
public sealed interface Reduction {

    /** A built-in aggregate; values travel as {@link Type#LONG}. */
    record Aggregate(Aggregator aggregator) implements Reduction {}

    /** The user's function, with the types that it puts out. */
    record ByFunction(
            Type<Object> keyType, Type<Object> valueType, ReduceFunction<Object, Object, Object, Object> function)
            implements Reduction {}

    /** Every pair stays as it is. */
    record Identity() implements Reduction {}
}
