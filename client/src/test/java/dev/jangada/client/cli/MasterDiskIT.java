package dev.jangada.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.jangada.client.Jangada;
import dev.jangada.client.Job;
import dev.jangada.client.JobHandle;
import dev.jangada.client.RefusedException;
import dev.jangada.client.cluster.ServerGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A master comes back with a disk that is not the one it had: it is told so, and how to replace it. */
@Timeout(300)
@Tag("processes")
class MasterDiskIT {
    private static final String REMEDY = "replace it by a new master with another id and an empty directory";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static void awaitAcquaintance(ServerGroup group, String of, String line) {
        Path file = group.home(of).resolve("acquaintances");
        await().atMost(ServerGroup.PATIENCE)
                .until(() -> Files.exists(file) && Files.readString(file).contains(line));
    }

    private static String diskOf(Path home) throws IOException {
        return Files.readAllLines(home.resolve("identity")).stream()
                .filter(line -> line.startsWith("disk: "))
                .findFirst()
                .orElseThrow()
                .substring(6);
    }

    @Test
    @Tag("scenario:master-empty-disk")
    @Tag("scenario:master-old-disk")
    void emptyAndOldDisksAreRefused() throws IOException {
        try (ServerGroup group = ServerGroup.founded(directory.resolve("servers"), 3, 0)) {
            String disk = diskOf(group.home("m3"));
            awaitAcquaintance(group, "m1", disk + " 1 ");
            group.kill("m3");
            Path old = directory.resolve("old");
            copy(group.home("m3"), old);
            group.start("m3");
            awaitAcquaintance(group, "m1", disk + " 2 ");
            group.kill("m3");

            group.home("m3", directory.resolve("empty"));
            group.start("m3");
            assertThat(group.exitCode("m3")).isEqualTo(ExitCode.FAILED);
            assertThat(group.log("m3")).contains("holds no master yet");
            group.start("m3", "--bootstrap");
            assertThat(group.exitCode("m3")).isEqualTo(ExitCode.FAILED);
            assertThat(group.log("m3")).contains("so this one was lost", REMEDY);

            group.home("m3", old);
            for (int again = 0; again < 2; again++) {
                group.start("m3");
                assertThat(group.exitCode("m3")).isEqualTo(ExitCode.FAILED);
            }
            assertThat(group.log("m3")).contains("the disk of master m3 is an old copy", REMEDY);

            group.home("m3", directory.resolve("servers").resolve("m3"));
            group.start("m3");
            group.awaitEqual("m1", "m2", "m3");
        }
    }

    /** An old copy that nobody can tell from the disk that it was: with a lagging master, they forget what they said. */
    @Test
    @Tag("scenario:master-old-disk")
    void clientsAndWorkersThatHaveSeenMoreHearOfDataLoss() throws IOException {
        try (ServerGroup group = ServerGroup.founded(directory.resolve("servers"), 3, 0);
                Jangada client = Jangada.connect(group.api())) {
            group.awaitEqual("m1", "m2", "m3");
            String leader = group.leader();
            List<String> others =
                    Stream.of("m1", "m2", "m3").filter(id -> !id.equals(leader)).toList();
            String lagging = others.get(0);
            String copied = others.get(1);
            group.kill(lagging);
            group.signal(copied, "STOP");
            copy(group.home(copied), directory.resolve("old"));
            group.signal(copied, "CONT");
            group.startWorker("w1");
            await().atMost(ServerGroup.PATIENCE)
                    .until(() -> client.workers().stream().anyMatch(worker -> worker.attached()));
            JobHandle job = client.submit(Job.builtIn("wordcount")
                    .output(directory.resolve("out"))
                    .input(Files.writeString(directory.resolve("in"), "x")));

            group.kill(leader);
            group.kill(copied);
            group.home(copied, directory.resolve("old"));
            group.start(copied);
            group.start(lagging);
            group.leader();

            RefusedException refused = catchThrowableOfType(RefusedException.class, job::status);
            assertThat(refused.reason()).isEqualTo(RefusedException.Reason.DATA_LOSS);
            assertThat(refused).hasMessageContaining("they have lost data");
            await().atMost(ServerGroup.PATIENCE).until(() -> group.log("w1").contains("DATA LOSS at "));
            assertThat(group.log(group.leader())).contains("DATA LOSS: ");
        }
    }

    @Test
    @Tag("scenario:master-foreign-disk")
    void diskOfAnotherClusterAndOfAnotherMasterAreRefused() throws IOException {
        try (ServerGroup group = ServerGroup.founded(directory.resolve("servers"), 1, 1)) {
            group.kill("m1");
            Path identity = group.home("m1").resolve("identity");
            String own = Files.readString(identity);
            Files.writeString(identity, own.replace("cluster: test-cluster", "cluster: elsewhere"));
            group.start("m1");
            assertThat(group.exitCode("m1")).isEqualTo(ExitCode.FAILED);
            assertThat(group.log("m1")).contains("belongs to cluster elsewhere, not to test-cluster");
            Files.writeString(identity, own);
            group.home("m2", group.home("m1"));
            group.start("m2");
            assertThat(group.exitCode("m2")).isEqualTo(ExitCode.FAILED);
            assertThat(group.log("m2")).contains("belongs to master m1, not to m2");
            group.start("m1");
            assertThat(group.leader()).isEqualTo("m1");
        }
    }
}
