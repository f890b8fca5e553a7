package dev.jangada.client.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MasterAddressesTest {

    @Test
    void listsAreReadInOrderWithoutRepetition() {
        assertThat(MasterAddresses.parse("m1:7101, [::1]:7102,m1:7101").addresses())
                .containsExactly(new HostPort("m1", 7101), new HostPort("::1", 7102));
        assertThat(MasterAddresses.parse("m1:1,[::1]:2")).hasToString("m1:1,[::1]:2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "m1             | has no port",
                "m1:            | for a port",
                "m1:x           | for a port",
                "m1:0           | not a port",
                "m1:70000       | not a port",
                ":7101          | not a host",
                "a b:7101       | not a host",
                "::1:7101       | several colons",
                "m1:7101,       | without gaps",
                "http://m1:7101 | several colons"
            })
    void whatIsNoListIsNamedAndExplained(String text, String complaint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MasterAddresses.parse(text))
                .withMessageContaining(complaint);
    }
}
