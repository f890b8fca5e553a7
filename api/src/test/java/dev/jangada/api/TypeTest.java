package dev.jangada.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TypeTest {

    private static <T> byte[] encode(Type<T> type, T value) {
        ByteSink sink = new ByteSink(0);
        type.encode(value, sink);
        return Arrays.copyOf(sink.bytes(), sink.length());
    }

    private static <T> String render(Type<T> type, T value) {
        byte[] encoded = encode(type, value);
        ByteSink sink = new ByteSink(0);
        type.render(encoded, 0, encoded.length, sink);
        return new String(sink.bytes(), 0, sink.length(), StandardCharsets.UTF_8);
    }

    private static <T> void assertOrderedAndReversible(Type<T> type, List<T> ascending) {
        for (int i = 0; i < ascending.size(); i++) {
            byte[] a = encode(type, ascending.get(i));
            assertThat(type.decoder().decode(a, 0, a.length)).isEqualTo(ascending.get(i));
            for (int j = 0; j < ascending.size(); j++) {
                byte[] b = encode(type, ascending.get(j));
                assertThat(Integer.signum(Arrays.compareUnsigned(a, b)))
                        .as("%s: %s against %s", type.name(), ascending.get(i), ascending.get(j))
                        .isEqualTo(Integer.compare(i, j));
            }
        }
    }

    @Test
    void encodingsKeepTheOrderOfValues() {
        assertOrderedAndReversible(Type.LONG, List.of(Long.MIN_VALUE, -256L, -1L, 0L, 1L, 255L, 256L, Long.MAX_VALUE));
        assertOrderedAndReversible(
                Type.DOUBLE,
                List.of(
                        Double.NEGATIVE_INFINITY,
                        -1e300,
                        -1.5,
                        -0.0,
                        0.0,
                        1e-300,
                        2.0,
                        Double.POSITIVE_INFINITY,
                        Double.NaN));
        assertOrderedAndReversible(Type.STRING, List.of("", "a", "a\u0000", "aa", "b", "é", "€", "😀"));
        assertOrderedAndReversible(Type.TEXT, List.of(Utf8.of(""), Utf8.of("a"), Utf8.of("b"), Utf8.of("é")));
    }

    @Test
    void bytesComeBackAsACopy() {
        byte[] value = {0, -1, 7};
        assertThat(encode(Type.BYTES, value)).isEqualTo(value);
        assertThat(Type.BYTES.decoder().decode(value, 1, 2)).isEqualTo(new byte[] {-1, 7});
    }

    @Test
    void rendersForPeople() {
        for (long number : new long[] {
            0,
            9,
            10,
            -1,
            12345,
            999_999_999_999_999_999L,
            1_000_000_000_000_000_000L,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            -Long.MAX_VALUE
        }) {
            assertThat(render(Type.LONG, number)).isEqualTo(Long.toString(number));
        }
        assertThat(render(Type.DOUBLE, -2.5)).isEqualTo("-2.5");
        assertThat(render(Type.STRING, "größe")).isEqualTo("größe");
        assertThat(render(Type.TEXT, Utf8.of("x"))).isEqualTo("x");
    }

    @Test
    void theTextDecoderReusesItsView() {
        Type.Decoder<Utf8> decoder = Type.TEXT.decoder();
        byte[] bytes = {'a', 'b'};
        assertThat(decoder.decode(bytes, 0, 1))
                .isSameAs(decoder.decode(bytes, 1, 1))
                .hasToString("b");
    }
}
