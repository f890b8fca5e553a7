package dev.jangada.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.client.Jangada;
import dev.jangada.client.Job;
import dev.jangada.client.cluster.ServerGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A bit flips on a master's disk while it is down: it refuses to start and says which file, and is replaced. */
@Tag("processes")
@Timeout(300)
class MasterDamageIT {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private static Path only(Path home, String pattern) throws IOException {
        try (Stream<Path> files = Files.walk(home.resolve("raft"))) {
            return files.filter(file -> file.getFileName().toString().matches(pattern))
                    .max(Comparator.comparing(Path::toString))
                    .orElseThrow();
        }
    }

    /** Flips a bit of the byte that is so far from the end of what was written. */
    private static void flip(Path file, double place) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int end = bytes.length;
        while (bytes[end - 1] == 0) {
            end--; // preallocated
        }
        bytes[(int) Math.min(end - 1, end * place)] ^= 4;
        Files.write(file, bytes);
    }

    private static void refuses(ServerGroup group, String... words) {
        group.start("m3");
        assertThat(group.exitCode("m3")).as(group.log("m3")).isEqualTo(ExitCode.FAILED);
        assertThat(group.log("m3").lines().reduce((a, b) -> b).orElseThrow())
                .contains(words)
                .contains("remove this master from its cluster")
                .doesNotContain("Exception");
    }

    @Test
    @Tag("scenario:storage-bit-flip-log-tail")
    @Tag("scenario:storage-bit-flip-log-middle")
    @Tag("scenario:storage-bit-flip-snapshot")
    void damagedLogOrSnapshotIsRefusedAndTheMasterReplaced() throws IOException {
        try (ServerGroup group = ServerGroup.founded(directory.resolve("servers"), 3, 1);
                Jangada client = Jangada.connect(group.api())) {
            for (int number = 0; number < 20; number++) {
                client.submit(Job.builtIn("noop"));
            }
            group.awaitEqual("m1", "m2", "m3");
            group.signal("m3", "TERM"); // takes a snapshot as it leaves
            group.exitCode("m3");
            Path home = group.home("m3");
            Path snapshot = only(home, "snapshot\\.\\d+_\\d+");
            Path log = only(home, "log_.*");
            for (double place : new double[] {0.5, 1.0}) {
                byte[] whole = Files.readAllBytes(log);
                flip(log, place);
                refuses(group, "the log of master m3 in " + home + " can't be used");
                Files.write(log, whole);
            }
            byte[] whole = Files.readAllBytes(snapshot);
            flip(snapshot, 0.5);
            refuses(group, "the snapshot " + snapshot + " is damaged");
            Files.write(snapshot, whole);
            group.start("m3");
            group.awaitEqual("m1", "m2", "m3");
            group.kill("m3");
            flip(snapshot, 0.9);
            refuses(group, "the snapshot " + snapshot + " is damaged");
            assertThat(client.submit(Job.builtIn("noop")).id()).startsWith("job-");

            group.start("m4", "--join");
            TestConsole replaced = new TestConsole();
            assertThat(replaced.run("masters", "replace", "m3", group.words("m4"), "--masters", group.api()))
                    .as(replaced.err())
                    .isZero();
            group.awaitEqual("m1", "m2", "m4");
            assertThat(List.of(group.runs("m3"), group.runs("m4"))).containsExactly(false, true);
        }
    }
}
