package dev.jangada.chaos.sim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** What jobs compute: real records from input to output, and what one process would have computed of them. */
final class DataPlane {
    private static final int WORDS = 5;
    private static final int FEWEST_RECORDS = 2;
    private static final int MORE_RECORDS = 6;
    private static final int DEALT_KEYS = 7;

    private DataPlane() {}

    /** A record. */
    record Pair(int key, long value) implements Comparable<Pair> {
        private static final Comparator<Pair> ORDER =
                Comparator.comparingInt(Pair::key).thenComparingLong(Pair::value);

        @Override
        public int compareTo(Pair other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * A map's output: for each partition its records, and their checksum.
     *
     * @param segments records by partition
     * @param checksums of each as it was written
     */
    record RunFile(List<List<Pair>> segments, List<Long> checksums) {
        static RunFile of(List<List<Pair>> segments) {
            return new RunFile(
                    segments, segments.stream().map(DataPlane::checksum).toList());
        }

        /** The same with a bit flipped in each segment. */
        RunFile corrupted() {
            List<List<Pair>> flipped = new ArrayList<>();
            for (List<Pair> segment : segments) {
                List<Pair> copy = new ArrayList<>(segment);
                if (copy.isEmpty()) {
                    copy.add(new Pair(0, 1));
                } else {
                    copy.set(0, new Pair(copy.get(0).key(), copy.get(0).value() ^ 1));
                }
                flipped.add(copy);
            }
            return new RunFile(flipped, checksums);
        }

        boolean isWhole(int partition) {
            return checksum(segments.get(partition)) == checksums.get(partition);
        }
    }

    static long checksum(List<Pair> records) {
        long sum = 17;
        for (Pair record : records) {
            sum = Agenda.mix(sum ^ record.key()) + record.value();
        }
        return sum;
    }

    private static long record(JobPlan job, int split, int index) {
        return 1_000_000L * job.number() + 1_000L * split + index;
    }

    private static int records(JobPlan job, int split) {
        return FEWEST_RECORDS + (int) Math.floorMod(Agenda.mix(record(job, split, 999)), (long) MORE_RECORDS);
    }

    /** How many records the input of a job has for user code, without one that may be skipped. */
    static long records(JobPlan job) {
        long sum = 0;
        for (int split = 0; split < job.maps(); split++) {
            sum += recordsOf(job, split, isPoisoned(job, split));
        }
        return sum;
    }

    /** Whether user code throws at the first record of this split. */
    static boolean isPoisoned(JobPlan job, int split) {
        return job.kind() == JobPlan.Kind.POISONED && split == job.maps() - 1;
    }

    /** How many records one split has for user code; the first may be left out. */
    static long recordsOf(JobPlan job, int split, boolean isFirstSkipped) {
        return records(job, split) - (isFirstSkipped ? 1L : 0L);
    }

    /** What a map makes of its split; {@code random} is of the attempt alone. */
    static List<Pair> map(JobPlan job, int split, boolean isFirstSkipped, SplittableRandom random) {
        List<Pair> out = new ArrayList<>();
        for (int i = isFirstSkipped ? 1 : 0; i < records(job, split); i++) {
            long id = record(job, split, i);
            int word = (int) Math.floorMod(Agenda.mix(id), (long) WORDS);
            switch (job.kind()) {
                case COUNT, POISONED, HOPELESS -> out.add(new Pair(word, 1));
                case COLLECT, MAP_ONLY -> out.add(new Pair(word, id));
                case SHUFFLE -> out.add(new Pair(random.nextInt(DEALT_KEYS), id));
            }
        }
        return out;
    }

    /** A map's output, combined where the job has a combiner, partitioned and sorted. */
    static RunFile runFile(JobPlan job, List<Pair> mapped) {
        List<Pair> records = job.kind() == JobPlan.Kind.COUNT ? sums(mapped) : mapped;
        List<List<Pair>> segments = new ArrayList<>();
        for (int i = 0; i < job.reduces(); i++) {
            segments.add(new ArrayList<>());
        }
        records.forEach(record -> segments.get(record.key() % job.reduces()).add(record));
        segments.forEach(segment -> segment.sort(null));
        return RunFile.of(segments);
    }

    private static List<Pair> sums(List<Pair> records) {
        Map<Integer, Long> sums = new TreeMap<>();
        records.forEach(record -> sums.merge(record.key(), record.value(), Long::sum));
        List<Pair> out = new ArrayList<>();
        sums.forEach((key, sum) -> out.add(new Pair(key, sum)));
        return out;
    }

    /** What a reduce makes of its partition. */
    static List<Pair> reduce(JobPlan job, List<Pair> records) {
        List<Pair> sorted = new ArrayList<>(records);
        sorted.sort(null);
        return switch (job.kind()) {
            case COUNT, POISONED, HOPELESS -> sums(sorted);
            case COLLECT, MAP_ONLY -> sorted;
            case SHUFFLE -> {
                List<Pair> ids = new ArrayList<>();
                sorted.forEach(record -> ids.add(new Pair(0, record.value())));
                yield ids;
            }
        };
    }

    /** The whole output as one process would have computed it, sorted. */
    static List<Pair> reference(JobPlan job) {
        List<Pair> all = new ArrayList<>();
        SplittableRandom any = new SplittableRandom(1);
        for (int split = 0; split < job.maps(); split++) {
            all.addAll(map(job, split, isPoisoned(job, split), any));
        }
        List<Pair> out = new ArrayList<>(job.kind() == JobPlan.Kind.MAP_ONLY ? all : reduce(job, all));
        out.sort(null);
        return out;
    }
}
