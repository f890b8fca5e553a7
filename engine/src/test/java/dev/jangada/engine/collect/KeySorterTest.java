package dev.jangada.engine.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.api.plan.Aggregator;
import dev.jangada.engine.run.KeyBytes;
import dev.jangada.engine.run.RecordCursor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sort of the run buffer against a plain stable sort of objects. */
class KeySorterTest {

    private static final long SEED = 99;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Pair(int partition, byte[] key, int order) {}

    /** Adds keys with their order as value, sorts, and compares. */
    private static void check(int count, int partitions, IntFunction<byte[]> keyOf) throws Exception {
        SortBuffer buffer = new SortBuffer();
        buffer.reset(partitions, 1 << 30);
        List<Pair> expected = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] key = keyOf.apply(i);
            byte[] value = new byte[8];
            KeyBytes.putWord(value, 0, i);
            int partition = (i * 31) % partitions;
            buffer.add(partition, key, 0, key.length, value, 0, 8);
            expected.add(new Pair(partition, key, i));
        }
        buffer.sort();
        expected.sort(Comparator.comparingInt(Pair::partition)
                .thenComparing(Pair::key, Arrays::compareUnsigned)
                .thenComparingInt(Pair::order));
        int at = 0;
        for (int partition = 0; partition < partitions; partition++) {
            RecordCursor cursor = buffer.cursor(partition);
            while (cursor.advance()) {
                Pair pair = expected.get(at++);
                assertThat(pair.partition()).isEqualTo(partition);
                long order = KeyBytes.word(cursor.bytes(), cursor.valueOffset(), 8);
                assertThat(order).as("place %d of %d", at - 1, count).isEqualTo(pair.order());
            }
        }
        assertThat(at).isEqualTo(count);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 24, 25, 26, 1000, 1499, 1500, 5000, 70_000})
    void randomBinaryKeys(int count) throws Exception {
        Random random = new Random(SEED);
        check(count, 3, i -> {
            byte[] key = new byte[10];
            random.nextBytes(key);
            return key;
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 300, 20_000})
    void fewDifferentBytesAndAllLengths(int count) throws Exception {
        Random random = new Random(SEED);
        check(count, 2, i -> {
            byte[] key = new byte[random.nextInt(20)];
            for (int at = 0; at < key.length; at++) {
                key[at] = (byte) (random.nextInt(8) == 0 ? 255 : 0);
            }
            return key;
        });
    }

    @Test
    void keysThatAreBeginningsOfEachOther() throws Exception {
        check(3000, 1, i -> new byte[(i * 7) % 40]);
        check(3000, 1, i -> bytes("a".repeat((i * 7) % 400)));
    }

    @Test
    void longCommonBeginnings() throws Exception {
        String common = "http://www.example.org/a/long/path/".repeat(30);
        Random random = new Random(SEED);
        check(5000, 4, i -> bytes(common + random.nextInt(500) + (random.nextBoolean() ? common : "")));
    }

    @Test
    void allKeysEqualKeepTheirOrder() throws Exception {
        check(20_000, 2, i -> bytes("the same key for all of them"));
        check(2000, 1, i -> new byte[0]);
    }

    @Test
    void manyLevelsOfTies() throws Exception {
        // At each 8 bytes one more group of keys leaves the others.
        check(4000, 1, i -> bytes("12345678".repeat(i % 200) + (i % 2 == 0 ? "z" : "A")));
    }

    @Test
    void theTableSortsInlineAndLongKeysAlike() {
        AggregationTable table = new AggregationTable();
        table.reset(Aggregator.SUM, 1, 1 << 20);
        List<byte[]> keys = new ArrayList<>();
        for (int length = 0; length < 40; length++) {
            keys.add(bytes("a".repeat(length)));
            keys.add(new byte[length + 1]);
        }
        for (byte[] key : keys) {
            table.add(key, 0, key.length, 1);
        }
        table.flush();
        assertThat(table.size()).isEqualTo(keys.size());
        for (int a = 0; a < table.size(); a++) {
            for (int b = 0; b < table.size(); b++) {
                byte[] keyA = key(table, a);
                byte[] keyB = key(table, b);
                assertThat(Integer.signum(table.compareFrom(a, b, 0)))
                        .isEqualTo(Integer.signum(Arrays.compareUnsigned(keyA, keyB)));
            }
        }
    }

    private static byte[] key(AggregationTable table, int id) {
        byte[] key = new byte[table.length(id) + 8];
        for (int at = 0; at < table.length(id); at += KeyBytes.SORT_BYTES) {
            KeyBytes.putWord(key, at, table.word(id, at));
        }
        return Arrays.copyOf(key, table.length(id));
    }
}
