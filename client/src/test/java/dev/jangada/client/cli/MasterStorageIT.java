package dev.jangada.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jangada.client.Jangada;
import dev.jangada.client.Job;
import dev.jangada.client.cluster.ServerGroup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The disk of one master of three misbehaves while it runs, and nothing is lost. */
@Tag("processes")
@Timeout(300)
class MasterStorageIT {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private ServerGroup group(Path homeOfM3) {
        ServerGroup group = new ServerGroup(directory.resolve("servers"), 3, 0);
        group.home("m3", homeOfM3);
        return group;
    }

    private static void lead(ServerGroup group, String wanted) {
        group.leader();
        group.awaitEqual("m1", "m2", "m3");
        await().atMost(ServerGroup.PATIENCE).until(() -> {
            new TestConsole().run("masters", "transfer", wanted, "--masters", group.api());
            return group.leader().equals(wanted);
        });
    }

    private static List<String> strace(String injection) {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/strace")),
                "SKIPPED: strace is not installed (apt-get install strace), so no error can be injected into fsync");
        return List.of(
                "/usr/bin/strace",
                "-f",
                "--seccomp-bpf",
                "-o",
                "/dev/null",
                "-e",
                "trace=fsync,fdatasync",
                "-e",
                "inject=fsync,fdatasync:" + injection);
    }

    @Test
    @Tag("scenario:storage-fsync-slow")
    void masterWhoseFsyncTakesFiveSecondsStaysAndNothingIsLost() {
        try (ServerGroup group = group(directory.resolve("m3"))) {
            group.start("m1", "--bootstrap");
            group.start("m2", "--bootstrap");
            group.startUnder(strace("delay_enter=5000000:when=10"), "m3", "--bootstrap");
            lead(group, "m3");
            try (Jangada client = Jangada.connect(group.api())) {
                for (int number = 0; number < 30; number++) {
                    client.submit(Job.builtIn("noop"));
                }
                assertThat(client.jobs(0)).hasSize(30);
            }
            group.awaitEqual("m1", "m2", "m3");
            assertThat(group.runs("m3")).isTrue();
        }
    }
}
