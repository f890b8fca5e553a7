package dev.jangada.master.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jangada.master.replication.Introduction;
import dev.jangada.master.replication.Introduction.Acquaintance;
import dev.jangada.master.replication.MasterStartException;
import dev.jangada.master.replication.MasterStartException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskCheckTest {
    private static final Acquaintance MEMORY = new Acquaintance("m3", "h:3", "disk", 4, "fourth", 100);

    @TempDir
    private Path directory;

    private static Introduction self(String disk, long boot, long generation, long index) {
        return new Introduction("blue", "m3", "h:3", disk, boot, "fourth", generation, index, false, List.of());
    }

    private static Introduction other(long generation, Acquaintance... known) {
        return new Introduction("blue", "m1", "h:1", "disk-1", 9, "ninth", generation, 500, true, List.of(known));
    }

    private static Reason refusal(Introduction self, Introduction other) {
        MasterStartException refused =
                catchThrowableOfType(MasterStartException.class, () -> DiskCheck.beforeStart(self, other));
        assertThat(refused).isNotNull();
        assertThat(refused).hasMessageContaining("jangada masters ");
        return refused.reason();
    }

    @Test
    void masterThatNobodyRemembersOrThatHasGoneOnMayStart() {
        assertThatCode(() -> DiskCheck.beforeStart(self("disk", 1, 0, -1), other(0)))
                .doesNotThrowAnyException();
        assertThatCode(() -> DiskCheck.beforeStart(self("disk", 5, 0, 100), other(0, MEMORY)))
                .doesNotThrowAnyException();
    }

    @Test
    @Tag("scenario:master-old-disk")
    void oldCopyIsKnownByItsStartsAndByItsLog() {
        assertThat(refusal(self("disk", 4, 0, 100), other(0, MEMORY))).isEqualTo(Reason.DISK_OLD);
        assertThat(refusal(self("disk", 5, 0, 99), other(0, MEMORY))).isEqualTo(Reason.DISK_OLD);
    }

    @Test
    void anotherDiskAndAnEarlierGenerationAreRefused() {
        assertThat(refusal(self("new", 1, 0, -1), other(0, MEMORY))).isEqualTo(Reason.DISK_LOST);
        assertThat(refusal(self("disk", 5, 0, 100), other(1, MEMORY))).isEqualTo(Reason.LEFT_BEHIND);
    }

    @Test
    void runningMasterIsJudgedByTheSameButItsOwnStart() {
        Introduction self = self("disk", 4, 0, 0);
        assertThat(DiskCheck.whileRunning(self, other(0, MEMORY))).isEmpty();
        assertThat(DiskCheck.whileRunning(self("disk", 3, 0, 0), other(0, MEMORY)))
                .hasValueSatisfying(why -> assertThat(why.reason()).isEqualTo(Reason.DISK_OLD));
        assertThat(DiskCheck.whileRunning(self("new", 4, 0, 0), other(0, MEMORY)))
                .hasValueSatisfying(why -> assertThat(why.reason()).isEqualTo(Reason.DISK_LOST));
        Acquaintance twin = new Acquaintance("m3", "h:3", "disk", 4, "another", 0);
        assertThat(DiskCheck.whileRunning(self, other(0, twin)))
                .hasValueSatisfying(why -> assertThat(why.reason()).isEqualTo(Reason.DISK_OLD));
        assertThat(DiskCheck.whileRunning(self, other(1)))
                .hasValueSatisfying(why -> assertThat(why.reason()).isEqualTo(Reason.LEFT_BEHIND));
    }

    @Test
    @Tag("scenario:master-empty-disk")
    void emptyDiskUnderAKnownIdIsRefusedAndUnderANewOneIsNot() {
        Introduction nobody = self("", 0, 0, -1);
        assertThatCode(() -> DiskCheck.beforeFirstStart(nobody, true, other(0))).doesNotThrowAnyException();
        assertThatCode(() -> DiskCheck.beforeFirstStart(nobody, false, other(2)))
                .doesNotThrowAnyException();
        assertThat(catchThrowableOfType(
                                MasterStartException.class,
                                () -> DiskCheck.beforeFirstStart(nobody, true, other(0, MEMORY)))
                        .reason())
                .isEqualTo(Reason.DISK_LOST);
        assertThat(catchThrowableOfType(
                                MasterStartException.class, () -> DiskCheck.beforeFirstStart(nobody, true, other(2)))
                        .reason())
                .isEqualTo(Reason.LEFT_BEHIND);
    }

    @Test
    void memoryOutlivesTheProcessAndIsNotTalkedOutOfWhatItHolds() throws IOException {
        Acquaintances before = Acquaintances.in(directory);
        before.note(met("disk", 4, 100), 0);
        before.note(met("", 0, 0), 0);
        before.note(met("new", 1, 0), 0);
        before.note(met("disk", 3, 200), 0);
        before.note(met("disk", 4, "another", 200), 0);
        assertThat(Acquaintances.in(directory).all()).containsExactly(MEMORY);
        before.note(met("disk", 5, "another", 90), 0);
        assertThat(Acquaintances.in(directory).all())
                .containsExactly(new Acquaintance("m3", "h:3", "disk", 5, "another", 100));
        // Growth alone is written down now and then.
        before.note(met("disk", 5, "another", 110), 1);
        assertThat(Acquaintances.in(directory).all().get(0).index()).isEqualTo(100);
        before.note(met("disk", 5, "another", 120), 20_000_000_000L);
        assertThat(Acquaintances.in(directory).all().get(0).index()).isEqualTo(120);
    }

    private static Introduction met(String disk, long boot, long index) {
        return met(disk, boot, "fourth", index);
    }

    private static Introduction met(String disk, long boot, String start, long index) {
        return new Introduction("blue", "m3", "h:3", disk, boot, start, 0, index, true, List.of());
    }

    @Test
    void damagedMemoryIsSaidWithItsFile() throws IOException {
        Path file = Files.writeString(directory.resolve(Acquaintances.FILE), "m3 h:3 disk four 100 start\n");
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> Acquaintances.in(directory)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
    }
}
