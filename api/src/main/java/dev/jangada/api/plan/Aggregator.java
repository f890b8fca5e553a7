package dev.jangada.api.plan;

/** A built-in reduction of long values that serves as combiner and reducer by itself. All commute. */
public enum Aggregator {
    /** The sum of the values, wrapping around. */
    SUM {
        @Override
        public long merge(long a, long b) {
            return a + b;
        }
    },
    /** The least value. */
    MIN {
        @Override
        public long merge(long a, long b) {
            return Math.min(a, b);
        }
    },
    /** The greatest value. */
    MAX {
        @Override
        public long merge(long a, long b) {
            return Math.max(a, b);
        }
    },
    /** The number of pairs: each counts 1 when emitted, and partial counts are added. */
    COUNT {
        @Override
        public long merge(long a, long b) {
            return a + b;
        }
    };

    /** Makes one value of two, either of them possibly such a value already. */
    public abstract long merge(long a, long b);
}
