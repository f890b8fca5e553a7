package dev.jangada.chaos.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostsFileTest {
    @TempDir
    private Path directory;

    @Test
    void aWriteReplacesWhatWasThereAndLeavesOutWhoHasNoAddress() throws IOException {
        Path file = directory.resolve("hosts");
        HostsFile hosts = new HostsFile(file);
        hosts.write(Map.of("m9", "172.18.0.9"));
        hosts.write(new TreeMap<>(Map.of("m1", "172.18.0.2", "m2", "", "w1", "172.18.0.3")));
        assertThat(file).hasContent("127.0.0.1 localhost\n172.18.0.2 m1\n172.18.0.3 w1\n");
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aProcessStartedInAnotherWayIsToldHowToStart() {
        assertThatThrownBy(HostsFile::ofThisProcess)
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("docker/chaos-test");
    }
}
