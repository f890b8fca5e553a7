package dev.jangada.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ArgumentsTest {

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatExceptionOfType(JobDefinitionException.class).isThrownBy(call).withMessage(message);
    }

    @Test
    void missingArgumentsAreNamedWithAnExample() {
        Arguments none = Arguments.none();
        assertRefused(
                () -> none.required("pattern", "REGEX"), "argument 'pattern' is missing: give --arg pattern=REGEX");
        assertRefused(() -> none.intValue("n"), "argument 'n' is missing: give --arg n=NUMBER");
    }

    @Test
    void defaultsApplyOnlyWhenNothingWasGiven() {
        Arguments given = Arguments.of(Map.of("a", "1", "b", "x", "c", "true", "d", "0.5"));
        assertThat(given.intValue("a", 7)).isEqualTo(1);
        assertThat(given.longValue("z", 7)).isEqualTo(7);
        assertThat(given.string("b", "y")).isEqualTo("x");
        assertThat(given.flag("c")).isTrue();
        assertThat(given.flag("cc")).isFalse();
        assertThat(given.doubleValue("d", 2)).isEqualTo(0.5);
    }

    @Test
    void malformedArgumentsSayWhatTheyMustBe() {
        Arguments given = Arguments.of(Map.of("n", "abc", "big", "3000000000", "f", "yes"));
        assertRefused(() -> given.intValue("n"), "argument 'n' is 'abc', but must be a whole number");
        assertRefused(
                () -> given.intValue("big"),
                "argument 'big' is '3000000000', but must be a whole number from -2147483648 to 2147483647");
        assertThat(given.longValue("big")).isEqualTo(3_000_000_000L);
        assertRefused(() -> given.doubleValue("n"), "argument 'n' is 'abc', but must be a number");
        assertRefused(() -> given.flag("f"), "argument 'f' is 'yes', but must be true or false");
    }

    @Test
    void whatWasNeverAskedForIsUnknown() {
        Arguments given = Arguments.of(Map.of("a", "1", "typo", "2"));
        given.string("a");
        given.string("other", "");
        assertThat(given.unknown()).containsExactly("typo");
        assertThat(given.known()).containsExactly("a", "other");
    }

    @Test
    void jobIdsAreSafeInPaths() {
        assertThat(new JobId("job-17")).hasToString("job-17");
        for (String bad : new String[] {"", "Job-1", "1", "a/b", "..", "a--b", "a-", "a".repeat(65)}) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> new JobId(bad))
                    .withMessageContaining("'" + bad + "'");
        }
    }
}
