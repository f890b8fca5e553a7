package dev.jangada.chaos.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jangada.chaos.hook.Hook;
import dev.jangada.chaos.hook.Hook.Place;
import dev.jangada.chaos.junit.JangadaCluster;
import dev.jangada.chaos.process.LoopDisk;
import dev.jangada.client.JobFailedException;
import dev.jangada.client.JobHandle;
import dev.jangada.client.JobState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The disk of a master, of a worker or of the output fails in the middle of a job. */
@Tag("processes")
class DiskRowIT {
    private static final String OUTPUTS = "out";
    private static final long OUTPUTS_BYTES = 8 << 20;
    private static final String NO_SPACE = "No space left on device";

    @RegisterExtension
    static final JangadaCluster cluster =
            JangadaCluster.of(3, 2).slots(3).inProcess().ownDisks();

    private static final MadeRuns RUNS = new MadeRuns(cluster);

    /** What happens to a disk. */
    @FunctionalInterface
    private interface Harm {
        void to(LoopDisk disk) throws IOException;
    }

    @BeforeAll
    static void runUndisturbed() {
        Optional<String> obstacle = cluster.disks().obstacle();
        assumeTrue(obstacle.isEmpty(), () -> "SKIPPED: no disk can be broken here, for " + obstacle.orElseThrow());
        RUNS.undisturbed();
    }

    /** Makes the log longer than what masters have set aside for it; all of that is kept by those that are left. */
    private static void lengthenLog() {
        for (int number = 1; number <= 3; number++) {
            cluster.submit(LongArguments.job());
        }
    }

    private static void assertEndsAndComesBack(String victim, String name, Harm harm, String why) throws IOException {
        JobHandle job = RUNS.startGated(name);
        LoopDisk disk = cluster.disks().of(victim);
        harm.to(disk);
        lengthenLog();
        cluster.awaitThat(
                victim + " has ended", () -> cluster.cluster().pid(victim).isEmpty());
        assertThat(cluster.log(victim))
                .contains(
                        "this master ends with exit code 74: master " + victim + " could not write log entry",
                        " in " + cluster.cluster().home(victim) + " (" + why + ", and start the master again");
        assertThat(cluster.leader()).isNotEqualTo(victim);
        RUNS.openGate(name);
        assertThat(RUNS.awaitSame(name, job).attempts().failed()).isZero();

        cluster.disks().mend();
        cluster.start(victim);
        cluster.awaitWhole();
    }

    @Test
    @Tag("scenario:storage-full-leader")
    void leaderWhoseDiskIsFullEndsAndComesBackOnceThereIsRoom() throws IOException {
        assertEndsAndComesBack(cluster.leader(), "full-leader", LoopDisk::fill, NO_SPACE + "): free some space there");
    }

    @Test
    @Tag("scenario:storage-full-follower")
    void followerWhoseDiskIsFullEndsAndTheJobDoesNotNotice() throws IOException {
        assertEndsAndComesBack(
                cluster.followers().get(0), "full-follower", LoopDisk::fill, NO_SPACE + "): free some space there");
    }

    @Test
    @Tag("scenario:storage-read-only")
    void leaderWhoseDiskIsReadOnlyEndsAndComesBackOnceItIsNot() throws IOException {
        assertEndsAndComesBack(
                cluster.leader(),
                "read-only-leader",
                LoopDisk::makeReadOnly,
                "Read-only file system): check the disk, mount it writable");
    }

    private static void assertTheOtherWorkerDoesIt(String name, Harm harm, String sentence) throws IOException {
        JobHandle job = RUNS.startGated(name);
        String victim = RUNS.busyWorker();
        harm.to(cluster.disks().of(victim));
        RUNS.openGate(name);
        RUNS.awaitSameWithWorkDoneAgain(name, job);
        assertThat(job.explain().tasks())
                .flatExtracting(task -> task.attempts())
                .anySatisfy(attempt -> {
                    assertThat(attempt.worker()).isEqualTo(victim);
                    assertThat(attempt.endReason())
                            .contains(
                                    sentence.formatted(victim, cluster.cluster().home(victim)));
                });
    }

    @Test
    @Tag("scenario:storage-full-spill")
    void mapsOfAWorkerWhoseDiskIsFullRunElsewhere() throws IOException {
        assertTheOtherWorkerDoesIt(
                "full-spill", LoopDisk::fill, "the disk of worker %s is full (%s): free some space there");
    }

    @Test
    @Tag("scenario:storage-read-only")
    void mapsOfAWorkerWhoseDiskIsReadOnlyRunElsewhere() throws IOException {
        assertTheOtherWorkerDoesIt(
                "read-only-worker",
                LoopDisk::makeReadOnly,
                "the disk of worker %s is read-only (%s): check the disk and mount it writable");
    }

    private static LoopDisk mountOutputs() throws IOException {
        Path image = cluster.data().resolve("outputs.ext4");
        return LoopDisk.mount(image, OUTPUTS_BYTES, cluster.data().resolve(OUTPUTS));
    }

    private static List<String> outputs() {
        try (Stream<Path> files = Files.list(cluster.data().resolve(OUTPUTS))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new AssertionError("cannot look at the outputs", e);
        }
    }

    private static void assertFailsForWantOfRoom(JobHandle job, String what) {
        JobFailedException failed = catchThrowableOfType(JobFailedException.class, job::await);
        assertThat(failed).isNotNull();
        assertThat(job.status().reason())
                .contains(what, cluster.data().resolve(OUTPUTS).toString(), NO_SPACE)
                .doesNotContain("\n");
        cluster.awaitThat(
                "nothing but what fills the disk is left of it", () -> outputs().equals(List.of("filler")));
    }

    @Test
    @Tag("scenario:storage-full-output")
    void jobWhoseOutputHasNoRoomFailsAndRunsOnceThereIsSome() throws IOException {
        String name = OUTPUTS + "/full";
        try (LoopDisk disk = mountOutputs()) {
            JobHandle writes = RUNS.startGated(name);
            disk.fill();
            RUNS.openGate(name);
            assertFailsForWantOfRoom(writes, "Cannot write ");
            disk.fill();
            assertFailsForWantOfRoom(RUNS.start(name), "Cannot create the output ");
            disk.free();
            RUNS.awaitSame(name, RUNS.start(name));
            assertThat(outputs()).containsExactly("full");
        }
    }

    /** The power of the machine with the output goes before the rename is on its disk, if nothing else put it there. */
    @Test
    @Tag("scenario:storage-power-cut-publish")
    void powerCutBetweenPublishingAndTheSyncOfTheDirectoryLosesNothing() throws IOException {
        String name = OUTPUTS + "/cut";
        Hook renamed = Hook.pause("dev.jangada.storage.LocalPublication#swap", Place.EXIT);
        try (LoopDisk disk = mountOutputs()) {
            cluster.workers().forEach(worker -> cluster.hook(worker, renamed));
            JobHandle job = RUNS.start(name);
            cluster.awaitThat(
                    "the output is renamed",
                    () -> cluster.workers().stream()
                            .anyMatch(worker -> cluster.cluster().hooks(worker).timesReached(renamed) > 0));
            assertThat(job.status().state()).isEqualTo(JobState.PUBLISHING);
            disk.cut();
            cluster.workers().forEach(cluster::kill);
            disk.back();
            cluster.workers().forEach(cluster::unhook);
            cluster.workers().forEach(cluster::start);
            RUNS.awaitSame(name, job);
            assertThat(outputs()).containsExactly("cut");
        }
    }

    @Test
    @Tag("scenario:storage-power-cut-publish")
    void outputOfAJobThatHasSucceededSurvivesAPowerCut() throws IOException {
        String name = OUTPUTS + "/kept";
        try (LoopDisk disk = mountOutputs()) {
            RUNS.awaitSame(name, RUNS.start(name));
            disk.cut();
            disk.back();
            RUNS.assertSameParts(name);
            assertThat(RUNS.output(name)).isDirectoryContaining("glob:**_SUCCESS");
        }
    }
}
