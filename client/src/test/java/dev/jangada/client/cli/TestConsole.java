package dev.jangada.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** A console whose output a test reads. */
final class TestConsole {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console;

    TestConsole(Map<String, String> environment, boolean interactive) {
        console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                interactive,
                80,
                false);
    }

    TestConsole() {
        this(Map.of(), false);
    }

    /**
     * Starts a cluster of processes on this machine.
     *
     * @return what {@code --masters} takes
     */
    static String startCluster(Path directory, int masters, int workers, int slots) {
        TestConsole console = new TestConsole();
        int code = console.run(
                "cluster",
                "start",
                "--dir",
                directory.toString(),
                "--masters",
                String.valueOf(masters),
                "--workers",
                String.valueOf(workers),
                "--slots",
                String.valueOf(slots));
        assertThat(code).as(console.err()).isZero();
        return console.out().strip();
    }

    Console console() {
        return console;
    }

    int run(String... arguments) {
        return JangadaCommand.execute(console, arguments);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
