package dev.jangada.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JangadaCommandTest {
    private final TestConsole console = new TestConsole();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sail                                           | 'sail'",
                "run                                            | JOB",
                "run wordcuont a --output b                     | wordcount",
                "run wordcount --output b                       | at least one INPUT",
                "run wordcount a                                | --output DIR",
                "run wordcount a --output b --frobnicate        | --frobnicate",
                "run wordcount a --output b --masters m1        | 'm1' has no port",
                "run wordcount a --output b --reducers 0        | at least 1",
                "run wordcount a --output b --reducers few      | 'few'",
                "run wordcount a --output b --arg x             | KEY=VALUE",
                "run wordcount a --output b --arg x=1           | does not know the argument",
                "run wordcount a --output b --class X           | add --jar FILE",
                "run wordcount a --output b --detach            | --detach needs a cluster",
                "run wordcount a --output b --timeout 3x        | not a duration",
                "run --class X a --output b                     | add --jar FILE",
                "run --jar no-such.jar --output b               | JOB",
                "run X a --output b --jar no-such.jar           | no-such.jar does not exist",
                "jobs list                                      | JANGADA_MASTERS",
                "jobs status --masters m1:1                     | JOB",
                "jobs list --limit -1 --masters m1:1            | at least 0",
                "jobs list -o xml --masters m1:1                | xml",
                "workers drain --masters m1:1                   | WORKER",
                "masters sink --masters m1:1                    | sink"
            })
    void wrongCommandLineExitsWithTwoAndSaysWhy(String line, String complaint) {
        assertThat(console.run(line.split(" +"))).isEqualTo(ExitCode.USAGE);
        assertThat(console.err()).contains(complaint).doesNotContain("\tat ");
        assertThat(console.out()).isEmpty();
    }

    @Test
    void unknownJobListsTheBuiltInOnes() {
        console.run("run", "nonsense", "a", "--output", "b");
        assertThat(console.err()).contains("wordcount", "grep", "sort", "maxtemp", "inverted-index", "link-graph");
    }

    @Test
    void mastersOfTheEnvironmentAreChecked() {
        TestConsole withVariable = new TestConsole(Map.of("JANGADA_MASTERS", "m1:x"), false);
        assertThat(withVariable.run("jobs")).isEqualTo(ExitCode.USAGE);
        assertThat(withVariable.err()).contains("JANGADA_MASTERS: 'm1:x'");
    }

    @ParameterizedTest
    @CsvSource({"''", "run", "jobs", "jobs list", "jobs watch", "workers", "masters transfer"})
    void everyCommandHelps(String command) {
        String[] words = command.isEmpty() ? new String[0] : command.split(" ");
        String[] line = java.util.Arrays.copyOf(words, words.length + 1);
        line[words.length] = "--help";
        assertThat(console.run(line)).isZero();
        assertThat(console.out()).contains("Usage: jangada " + command);
        assertThat(console.err()).isEmpty();
    }

    @Test
    void versionIsTold() {
        assertThat(console.run("--version")).isZero();
        assertThat(console.out()).startsWith("jangada ");
    }

    @Test
    void nothingAtAllIsHelp() {
        assertThat(console.run()).isZero();
        assertThat(console.out()).contains("run", "jobs", "workers", "masters");
    }
}
