package dev.jangada.chaos.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jangada.chaos.hook.Hook.Place;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HookTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.B#c entry halt",
                "a.B$C#d exit pause",
                "a.B#c entry @3 note",
                "a.ENTRY#HALT exit @12 delay 5000",
                "a.B#<init> entry throw java.io.IOException"
            })
    void aLineIsReadAsItIsWritten(String line) {
        assertThat(Hook.parse(line).toString()).isEqualTo(line);
    }

    @Test
    void theFactoriesWriteLines() {
        assertThat(Hook.fail("a.B#c", Place.ENTRY, IOException.class).onTime(2).toString())
                .isEqualTo("a.B#c entry @2 throw java.io.IOException");
        assertThat(Hook.delay("a.B#c", Place.EXIT, Duration.ofSeconds(5)).toString())
                .isEqualTo("a.B#c exit delay 5000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a.B entry halt",
                "a.B#c halt",
                "a.B#c entry",
                "a.B#c entry explode",
                "a.B#c entry delay",
                "a.B#c entry delay -1",
                "a.B#c entry delay soon",
                "a.B#c entry @x halt",
                "a.B#c entry halt at once"
            })
    void whatIsNoHookIsNamed(String line) {
        assertThatThrownBy(() -> Hook.parse(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + line + "' is no hook")
                .hasMessageContaining("CLASS#METHOD");
    }
}
