package dev.jangada.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Records survive encoding, and their encodings compare as their components do in turn. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordTypeTest {
    private static final long SEED = 4711;
    private static final int PAIRS = 20_000;

    @SuppressWarnings("ArrayRecordComponent") // what is tested
    private record All(String text, byte[] bytes, long number, int small, double real, boolean flag, Utf8 rest) {}

    private record Visit(String user, long time) {}

    private static final RecordType<All> ALL = Type.record(All.class);
    private static final Comparator<All> ORDER = Comparator.comparing(
                    (All all) -> all.text().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned)
            .thenComparing(All::bytes, Arrays::compareUnsigned)
            .thenComparing(All::number)
            .thenComparing(All::small)
            .thenComparing(All::real, Double::compare)
            .thenComparing(All::flag)
            .thenComparing(All::rest);

    private static <T> byte[] encoded(Type<T> type, T value) {
        ByteSink sink = new ByteSink(16);
        type.encode(value, sink);
        return Arrays.copyOf(sink.bytes(), sink.length());
    }

    /** Short texts of few different bytes, so that beginnings are shared and 0x00, 0x01 and 0xFF are frequent. */
    private static byte[] bytes(Random random) {
        byte[] alphabet = {0, 1, 2, 'a', (byte) 0xfe, (byte) 0xff};
        byte[] bytes = new byte[random.nextInt(4)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = alphabet[random.nextInt(alphabet.length)];
        }
        return bytes;
    }

    private static String text(Random random) {
        char[] alphabet = {0, 1, 'a', '\u00ff', '\u20ac'};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(alphabet[random.nextInt(alphabet.length)]);
        }
        return text.toString();
    }

    private static All random(Random random) {
        long[] numbers = {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE};
        double[] reals = {Double.NEGATIVE_INFINITY, -1.5, -0.0, 0.0, 1e300, Double.NaN};
        return new All(
                text(random),
                bytes(random),
                numbers[random.nextInt(numbers.length)],
                random.nextInt(3) - 1,
                reals[random.nextInt(reals.length)],
                random.nextBoolean(),
                Utf8.wrap(bytes(random)));
    }

    @Test
    void encodingsCompareAsComponentsDo() {
        System.out.println("RecordTypeTest seed " + SEED);
        Random random = new Random(SEED);
        for (int i = 0; i < PAIRS; i++) {
            All a = random(random);
            All b = random(random);
            assertThat(Integer.signum(Arrays.compareUnsigned(encoded(ALL, a), encoded(ALL, b))))
                    .as("%s and %s", a, b)
                    .isEqualTo(Integer.signum(ORDER.compare(a, b)));
        }
    }

    @Test
    void recordsSurviveEncoding() {
        Random random = new Random(SEED);
        Type.Decoder<All> decoder = ALL.decoder();
        for (int i = 0; i < PAIRS; i++) {
            All all = random(random);
            byte[] encoded = encoded(ALL, all);
            assertThat(ORDER.compare(decoder.decode(encoded, 0, encoded.length), all))
                    .isZero();
        }
    }

    @Test
    void aPrefixIsEqualExactlyWhenTheFirstComponentsAre() {
        Random random = new Random(SEED);
        for (int i = 0; i < PAIRS; i++) {
            All a = random(random);
            All b = random(random);
            boolean isSame = a.text().equals(b.text()) && Arrays.equals(a.bytes(), b.bytes());
            assertThat(Arrays.equals(prefix(a, 2), prefix(b, 2))).isEqualTo(isSame);
        }
    }

    private static byte[] prefix(All all, int components) {
        byte[] encoded = encoded(ALL, all);
        return Arrays.copyOf(encoded, ALL.prefixLength(encoded, 0, encoded.length, components));
    }

    @Test
    void aRecordIsShownWithTabs() {
        Type<Visit> visits = Type.record(Visit.class);
        byte[] encoded = encoded(visits, new Visit("zoe", -7));
        ByteSink shown = new ByteSink(16);
        visits.render(encoded, 0, encoded.length, shown);
        assertThat(Utf8.wrap(shown.bytes(), 0, shown.length())).hasToString("zoe\t-7");
        assertThat(visits.name()).isEqualTo("Visit(String user, long time)");
    }

    @Test
    void whatCannotBeIsNamed() {
        record Odd(String name, List<String> list) {}
        record None() {}
        assertThatThrownBy(() -> Type.record(Odd.class))
                .isInstanceOf(JobDefinitionException.class)
                .hasMessageContainingAll("component list", "Odd", "java.util.List", "use String");
        assertThatThrownBy(() -> Type.record(None.class))
                .isInstanceOf(JobDefinitionException.class)
                .hasMessageContaining("no record with components");
        assertThatThrownBy(() -> encoded(Type.record(Visit.class), new Visit(nothing(), 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("component user of Visit[user=null, time=1] is null");
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }

    @Test
    void aNumberThatIsNoIntIsRefused() {
        record Small(int number) {}
        byte[] large = encoded(Type.LONG, Integer.MAX_VALUE + 1L);
        assertThatThrownBy(() -> Type.record(Small.class).decoder().decode(large, 0, large.length))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("2147483648 is no int");
    }

    @Test
    void damagedBytesAreRefused() {
        Type.Decoder<Visit> decoder = Type.record(Visit.class).decoder();
        byte[] whole = encoded(Type.record(Visit.class), new Visit("zoe", 1));
        for (int length = 0; length < whole.length; length++) {
            int cut = length;
            assertThatThrownBy(() -> decoder.decode(whole, 0, cut))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("end too early");
        }
    }
}
