package dev.jangada.engine.collect;

import dev.jangada.api.Partitioner;
import dev.jangada.api.Type;
import dev.jangada.api.plan.KeyPrefix;
import dev.jangada.api.plan.MapStage;
import dev.jangada.api.plan.Partitioning;
import dev.jangada.engine.run.KeyBytes;
import dev.jangada.engine.task.TaskException;
import dev.jangada.engine.task.UserCodeException;
import dev.jangada.engine.user.KeyText;

/** Chooses the partition of an encoded key. */
public abstract class KeyPartitioner {

    private final int partitions;

    private KeyPartitioner(int partitions) {
        this.partitions = partitions;
    }

    /** How many partitions there are. */
    public final int partitions() {
        return partitions;
    }

    /** A number from 0 up to {@link #partitions()}. */
    public abstract int partition(byte[] bytes, int offset, int length) throws TaskException;

    /** What a stage asks for. */
    public static KeyPartitioner of(MapStage stage, int partitions, KeyRanges ranges) {
        if (partitions < 1) {
            throw new IllegalArgumentException("a job with reduce tasks has at least one partition, not " + partitions);
        }
        Partitioning partitioning = stage.partitioning();
        if (partitions == 1) {
            return new Single();
        } else if (partitioning instanceof Partitioning.ByFunction byFunction) {
            return new ByFunction(partitions, stage.keyType(), byFunction.partitioner());
        } else if (partitioning instanceof Partitioning.ByRange) {
            if (ranges.partitions() != partitions) {
                throw new IllegalArgumentException(
                        "ranges for " + ranges.partitions() + " partitions in a job with " + partitions);
            }
            return ofGroups(stage, new ByRange(partitions, ranges));
        }
        return ofGroups(stage, new ByHash(partitions));
    }

    private static KeyPartitioner ofGroups(MapStage stage, KeyPartitioner partitioner) {
        return stage.grouping()
                .<KeyPartitioner>map(grouping -> new ByPrefix(partitioner, grouping))
                .orElse(partitioner);
    }

    /** Keeps a group in one partition. */
    private static final class ByPrefix extends KeyPartitioner {
        private final KeyPartitioner partitioner;
        private final KeyPrefix grouping;

        ByPrefix(KeyPartitioner partitioner, KeyPrefix grouping) {
            super(partitioner.partitions());
            this.partitioner = partitioner;
            this.grouping = grouping;
        }

        @Override
        public int partition(byte[] bytes, int offset, int length) throws TaskException {
            return partitioner.partition(bytes, offset, grouping.length(bytes, offset, length));
        }
    }

    private static final class Single extends KeyPartitioner {
        Single() {
            super(1);
        }

        @Override
        public int partition(byte[] bytes, int offset, int length) {
            return 0;
        }
    }

    private static final class ByHash extends KeyPartitioner {
        ByHash(int partitions) {
            super(partitions);
        }

        @Override
        public int partition(byte[] bytes, int offset, int length) {
            return KeyBytes.partition(KeyBytes.hash(bytes, offset, length), partitions());
        }
    }

    private static final class ByRange extends KeyPartitioner {
        private final KeyRanges ranges;

        ByRange(int partitions, KeyRanges ranges) {
            super(partitions);
            this.ranges = ranges;
        }

        @Override
        public int partition(byte[] bytes, int offset, int length) {
            return ranges.partition(bytes, offset, length);
        }
    }

    private static final class ByFunction extends KeyPartitioner {
        private final Type<Object> type;
        private final Type.Decoder<Object> decoder;
        private final Partitioner<Object> function;

        ByFunction(int partitions, Type<Object> type, Partitioner<Object> function) {
            super(partitions);
            this.type = type;
            this.decoder = type.decoder();
            this.function = function;
        }

        @Override
        public int partition(byte[] bytes, int offset, int length) throws TaskException {
            int partition;
            try {
                partition = function.partition(decoder.decode(bytes, offset, length), partitions());
            } catch (RuntimeException | Error e) {
                throw new UserCodeException(
                        "the partitioner failed for key " + KeyText.of(type, bytes, offset, length) + ": " + e, e);
            }
            if (partition < 0 || partition >= partitions()) {
                String key = KeyText.of(type, bytes, offset, length);
                String problem = "the partitioner gave partition " + partition + " for key " + key
                        + ": it must be from 0 to " + (partitions() - 1);
                throw new UserCodeException(problem, new IndexOutOfBoundsException(problem));
            }
            return partition;
        }
    }
}
