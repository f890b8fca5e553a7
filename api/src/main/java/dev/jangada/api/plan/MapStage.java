package dev.jangada.api.plan;

import dev.jangada.api.CombineFunction;
import dev.jangada.api.MapFunction;
import dev.jangada.api.Type;
import java.util.Optional;

/**
 * The pairs between map and reduce.
 *
 * @param keyType how keys are encoded
 * @param valueType how emitted values are encoded; with an aggregate they travel as {@link Type#LONG}
 * @param function the user's map function
 * @param partitioning how keys are spread
 * @param grouping what of a key makes its group; absent when that is all of it
 * @param combiner the user's combiner, absent with an aggregate
 */
public record MapStage(
        Type<Object> keyType,
        Type<Object> valueType,
        MapFunction<Object, Object, Object> function,
        Partitioning partitioning,
        Optional<KeyPrefix> grouping,
        Optional<CombineFunction<Object, Object>> combiner) {

    MapStage partitionedBy(Partitioning other) {
        return new MapStage(keyType, valueType, function, other, grouping, combiner);
    }

    MapStage groupedBy(KeyPrefix other) {
        return new MapStage(keyType, valueType, function, partitioning, Optional.of(other), combiner);
    }

    MapStage withValues(Type<Object> other) {
        return new MapStage(keyType, other, function, partitioning, grouping, combiner);
    }

    MapStage combinedBy(CombineFunction<Object, Object> other) {
        return new MapStage(keyType, valueType, function, partitioning, grouping, Optional.of(other));
    }
}
