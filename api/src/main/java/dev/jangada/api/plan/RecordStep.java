package dev.jangada.api.plan;

import dev.jangada.api.FlatMapFunction;
import java.util.function.Predicate;

/** A step that records take before the map function or the output. */
public sealed interface RecordStep {

    /** Keeps what the predicate accepts. */
    record Filter(Predicate<Object> predicate) implements RecordStep {}

    /** Replaces each record by others. */
    record FlatMap(FlatMapFunction<Object, Object> function) implements RecordStep {}
}
