package dev.jangada.client.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A master whose port somebody else has: one sentence and nothing of what its libraries think of it. */
@Timeout(60)
@Tag("processes")
class PortInUseIT {
    @TempDir
    private Path directory;

    /** The addresses of a master that does not run. */
    private static String peer(List<String> addresses, int number) {
        return String.join(
                "/", addresses.get(3 * number - 4), addresses.get(3 * number - 3), addresses.get(3 * number - 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"raft", "api", "http"})
    void portInUseIsOneSentence(String which) throws IOException, InterruptedException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = "127.0.0.1:" + taken.getLocalPort();
            List<Integer> free = FreePorts.find(8, directory);
            List<String> others =
                    free.stream().map(number -> "127.0.0.1:" + number).toList();
            String group = switch (which) {
                case "raft" -> String.join("/", port, others.get(0), others.get(1));
                case "api" -> String.join("/", others.get(0), port, others.get(1));
                default -> String.join("/", others.get(0), others.get(1), port);
            };
            Path log = directory.resolve("log");
            Process master = new ProcessBuilder(LaunchCommand.with(
                            List.of(
                                    "master",
                                    "--id",
                                    "m1",
                                    "--directory",
                                    directory.resolve("m1").toString(),
                                    "--group",
                                    "m1=" + group + ",m2=" + peer(others, 2) + ",m3=" + peer(others, 3),
                                    "--bootstrap"),
                            NodeOptions.NONE))
                    .redirectOutput(log.toFile())
                    .start();
            String said = new String(master.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(master.waitFor()).as(said).isEqualTo(1);
            assertThat(said.lines()).hasSize(1).allMatch(line -> line.contains("m1 can't ") && line.contains(port));
            assertThat(Files.readAllLines(log)).allMatch(line -> line.contains(" level=INFO "));
        }
    }
}
