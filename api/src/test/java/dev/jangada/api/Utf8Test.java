package dev.jangada.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {

    private static List<String> strings(Iterable<Utf8> views) {
        List<String> strings = new ArrayList<>();
        views.forEach(view -> strings.add(view.toString()));
        return strings;
    }

    @Test
    void wordsAreMaximalRunsOfOtherBytesThanTheSixSeparators() {
        assertThat(strings(Utf8.of(" a bc\td\re\nf\u000bg\fh  ").words()))
                .containsExactly("a", "bc", "d", "e", "f", "g", "h");
        assertThat(strings(Utf8.of("").words())).isEmpty();
        assertThat(strings(Utf8.of(" \t\r").words())).isEmpty();
        assertThat(strings(Utf8.of("a\u0000b\u0007 c\u001cd").words())).containsExactly("a\u0000b\u0007", "c\u001cd");
    }

    @Test
    void bytesOutsideUtf8BelongToWords() {
        byte[] bytes = {'a', (byte) 0xff, ' ', (byte) 0x80, (byte) 0xa0};
        List<byte[]> words = new ArrayList<>();
        Utf8.wrap(bytes).words().forEach(word -> words.add(word.toByteArray()));
        assertThat(words).containsExactly(new byte[] {'a', (byte) 0xff}, new byte[] {(byte) 0x80, (byte) 0xa0});
    }

    @Test
    void wordsOfASliceStayInside() {
        assertThat(strings(Utf8.of("one two three").slice(1, 6).words())).containsExactly("ne", "tw");
    }

    @Test
    void fieldsIncludeEmptyOnes() {
        assertThat(strings(Utf8.of(",a,,b,").split(','))).containsExactly("", "a", "", "b", "");
        assertThat(strings(Utf8.of("").split(','))).containsExactly("");
        assertThatThrownBy(() -> Utf8.of("x").split('é')).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void longsParseExactly() {
        for (long number : new long[] {0, 7, -7, 42, Long.MAX_VALUE, Long.MIN_VALUE, 1_000_000}) {
            assertThat(Utf8.of(Long.toString(number)).parseLong()).isEqualTo(number);
        }
        assertThat(Utf8.of("+12").parseLong()).isEqualTo(12);
        assertThat(Utf8.of("xx-0012yy").slice(2, 7).parseLong()).isEqualTo(-12);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "+",
                "1 ",
                "a",
                "1a",
                "9223372036854775808",
                "-9223372036854775809",
                "99999999999999999999"
            })
    void whatIsNoLongIsRefused(String text) {
        assertThatExceptionOfType(NumberFormatException.class)
                .isThrownBy(() -> Utf8.of(text).parseLong())
                .withMessageContaining("'" + text + "'");
    }

    @Test
    void searches() {
        Utf8 text = Utf8.of("xhello").slice(1);
        assertThat(text.startsWith("hel")).isTrue();
        assertThat(text.startsWith("hello!")).isFalse();
        assertThat(text.startsWith("xhel")).isFalse();
        assertThat(text.indexOf('l')).isEqualTo(2);
        assertThat(text.indexOf((byte) 'l', 3)).isEqualTo(3);
        assertThat(text.indexOf('x')).isEqualTo(-1);
        assertThat(text.indexOf(Utf8.of("lo"))).isEqualTo(3);
        assertThat(text.indexOf(Utf8.of("lox"))).isEqualTo(-1);
        assertThat(text.indexOf(Utf8.of(""))).isZero();
        assertThat(text.find(Pattern.compile("^h.*o$"))).isTrue();
        assertThat(text.find(Pattern.compile("x"))).isFalse();
        assertThat(Utf8.of("größe").find(Pattern.compile("^gr.ße$"))).isTrue();
    }

    @Test
    void copiesLastAndSlicesShare() {
        byte[] bytes = {'a', 'b', 'c'};
        Utf8 view = Utf8.wrap(bytes);
        Utf8 copy = view.copy();
        Utf8 slice = view.slice(1);
        bytes[1] = 'x';
        assertThat(copy).hasToString("abc");
        assertThat(slice).hasToString("xc");
        assertThatThrownBy(() -> view.slice(2, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> view.point(bytes, 2, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> view.slice(1).byteAt(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void orderIsThatOfUnsignedBytes() {
        assertThat(Utf8.of("a"))
                .isLessThan(Utf8.of("ab"))
                .isLessThan(Utf8.of("é"))
                .isGreaterThan(Utf8.of(""));
        assertThat(Utf8.of("xa").slice(1)).isEqualTo(Utf8.of("a")).hasSameHashCodeAs(Utf8.of("a"));
        assertThat(Utf8.of("a")).isNotEqualTo(Utf8.of("b"));
    }

    @Test
    void wordsAgreeWithANaiveSplitOnRandomBytes() {
        long seed = 20261121;
        System.out.println("Utf8Test seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append("ab \t\n\u000b\f\r\u001f".charAt(random.nextInt(9)));
            }
            List<String> expected = new ArrayList<>(List.of(text.toString().split("[ \\t\\n\\x0B\\f\\r]+")));
            expected.removeIf(String::isEmpty);
            assertThat(strings(Utf8.of(text.toString()).words())).isEqualTo(expected);
        }
    }

    @Test
    void indexOfFindsWhatAStringFinds() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            String text = letters(random, random.nextInt(40));
            String wanted = letters(random, random.nextInt(4));
            Utf8 slice = Utf8.of("ab" + text + "ba").slice(2, 2 + text.length());
            assertThat(slice.indexOf(Utf8.of(wanted)))
                    .as("'%s' in '%s'", wanted, text)
                    .isEqualTo(text.indexOf(wanted));
        }
    }

    private static String letters(Random random, int length) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < length; i++) {
            letters.append("abe".charAt(random.nextInt(3)));
        }
        return letters.toString();
    }
}
