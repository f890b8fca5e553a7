package dev.jangada.client.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessIT {
    @TempDir
    private Path directory;

    private Optional<ProcessHandle> started = Optional.empty();

    @AfterEach
    void end() {
        started.ifPresent(ProcessHandle::destroyForcibly);
    }

    private ServerProcess start(String script) {
        ServerProcess process = new ServerProcess(directory, "w1");
        process.start(List.of("/bin/sh", "-c", script), Map.of());
        started = process.running();
        return process;
    }

    @Test
    void processIsKnownByItsFileUntilItIsKilled() {
        ServerProcess process = start("echo hello; exec sleep 600");
        assertThat(new ServerProcess(directory, "w1").running()).isPresent();
        await().until(() -> process.logTail(1).contains("hello"));
        ServerProcess.kill(started.orElseThrow());
        assertThat(process.running()).isEmpty();
    }

    @Test
    void processThatIgnoresTheRequestToEndIsKilled() {
        ServerProcess process = start("trap '' TERM; echo ready; while :; do sleep 600; done");
        await().until(() -> process.logTail(1).contains("ready"));
        assertThat(ServerProcess.stop(started.orElseThrow(), Duration.ofMillis(200)))
                .isTrue();
        assertThat(process.running()).isEmpty();
    }

    @Test
    void processThatEndsOnlyWhenAskedAgainIsAskedAgain() {
        ServerProcess process = start("trap 'test -e told && exit 0; touch told' TERM; cd " + directory
                + "; echo ready; while :; do sleep 0.05; done");
        await().until(() -> process.logTail(1).contains("ready"));
        assertThat(ServerProcess.stopAtOnce(started.orElseThrow(), Duration.ofSeconds(20)))
                .isFalse();
        assertThat(directory.resolve("told")).exists();
        assertThat(process.running()).isEmpty();
    }

    @Test
    void numberOfAnotherProcessIsNotOurs() throws IOException {
        Path file = directory.resolve("pids").resolve("w1.pid");
        Files.createDirectories(file.getParent());
        Files.writeString(file, ProcessHandle.current().pid() + " " + Instant.EPOCH + "\n");
        assertThat(new ServerProcess(directory, "w1").running()).isEmpty();
    }

    @Test
    void processThatOthersStartedAgainIsFound() throws IOException {
        ServerProcess process = start("exec sleep 600");
        ServerProcess.kill(started.orElseThrow());
        String home = directory.resolve("nodes").resolve("w1").toString();
        started = Optional.of(new ProcessBuilder("/bin/sh", "-c", "sleep 600; true", "worker", "--directory", home)
                .start()
                .toHandle());
        assertThat(process.running()).isEqualTo(started);
        assertThat(new ServerProcess(directory, "w2").running()).isEmpty();
    }

    @Test
    void portsAreFreeNeighboursBelowThoseOfConnections() {
        List<Integer> ports = FreePorts.find(9, directory);
        assertThat(ports).hasSize(9).allMatch(port -> port >= 7_100 && port < 32_768);
        assertThat(ports.get(8) - ports.get(0)).isEqualTo(8);
    }
}
