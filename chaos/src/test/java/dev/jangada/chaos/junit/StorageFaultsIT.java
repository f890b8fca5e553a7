package dev.jangada.chaos.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.chaos.hook.Hook;
import dev.jangada.chaos.hook.Hook.Place;
import dev.jangada.client.Job;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StorageFaultsIT {
    private static final String SYNC = "org.apache.ratis.server.raftlog.segmented.SegmentedRaftLogOutputStream#flush";

    @RegisterExtension
    static final JangadaCluster cluster = JangadaCluster.of(3, 2).inProcess();

    private static Job pause(String output) {
        return Job.builtIn("pause")
                .output(cluster.data().resolve(output))
                .arg("tasks", "2")
                .arg("millis", "50");
    }

    private static void assertEndsOnAFailedSync(String master, String output) throws IOException {
        Hook fails = Hook.fail(SYNC, Place.ENTRY, IOException.class).onTime(1);
        cluster.hook(master, fails);
        cluster.run(pause(output));
        cluster.awaitThat(
                master + " has ended", () -> cluster.cluster().pid(master).isEmpty());
        assertThat(cluster.log(master)).contains("exit code 74", "could not write log entry", "start the master again");
        cluster.unhook(master);
        cluster.start(master);
        cluster.awaitWhole();
    }

    @Test
    @Tag("scenario:storage-fsync-error")
    void aFollowerEndsWhenASyncOfItsLogFails() throws IOException {
        assertEndsOnAFailedSync(cluster.followers().get(0), "follower");
    }

    @Test
    @Tag("scenario:storage-fsync-error")
    void aLeaderEndsWhenASyncOfItsLogFailsAndAnotherLeads() throws IOException {
        assertEndsOnAFailedSync(cluster.leader(), "leader");
    }

    @Test
    @Tag("scenario:storage-fsync-slow")
    void aLeaderWhoseSyncTakesFiveSecondsLosesNothing() {
        String leader = cluster.leader();
        cluster.hook(
                leader, Hook.delay(SYNC, Place.ENTRY, Duration.ofSeconds(5)).onTime(3));
        cluster.run(pause("slow"));
        cluster.unhook(leader);
    }

    private static List<Path> drafts(String master) throws IOException {
        List<Path> found = new ArrayList<>();
        Path raft = cluster.cluster().home(master).resolve("raft");
        try (DirectoryStream<Path> groups = Files.newDirectoryStream(raft)) {
            for (Path group : groups) {
                try (DirectoryStream<Path> drafts = Files.newDirectoryStream(group.resolve("sm"), "snapshot.*.tmp")) {
                    drafts.forEach(found::add);
                }
            }
        }
        return found;
    }

    /** A master that ends gently takes a snapshot first. */
    private static void assertSurvivesDeathInASnapshot(Place place, int draftsLeft) throws IOException {
        String follower = cluster.followers().get(0);
        cluster.run(pause("snapshot-" + place));
        Hook dies = Hook.halt("dev.jangada.master.ratis.Snapshots#write", place);
        cluster.hook(follower, dies);
        cluster.terminate(follower);
        cluster.awaitReached(follower, dies);
        cluster.awaitThat(
                follower + " has ended", () -> cluster.cluster().pid(follower).isEmpty());
        cluster.unhook(follower);
        assertThat(drafts(follower)).hasSize(draftsLeft);
        cluster.start(follower);
        cluster.awaitWhole();
        assertThat(drafts(follower)).isEmpty();
    }

    @Test
    @Tag("scenario:master-killed-in-snapshot-write")
    void aMasterThatDiesBeforeItHasWrittenASnapshotStartsAgain() throws IOException {
        assertSurvivesDeathInASnapshot(Place.ENTRY, 0);
    }

    @Test
    @Tag("scenario:master-killed-in-snapshot-rename")
    void aMasterThatDiesBetweenWritingASnapshotAndRenamingItStartsAgain() throws IOException {
        assertSurvivesDeathInASnapshot(Place.EXIT, 1);
    }
}
