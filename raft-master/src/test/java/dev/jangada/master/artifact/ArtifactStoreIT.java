package dev.jangada.master.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jangada.master.grpc.ArtifactDisk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactStoreIT {
    private static final byte[] JAR = "the bytes of a jar".getBytes(StandardCharsets.UTF_8);
    private static final String DIGEST = digest(JAR);

    @TempDir
    Path base;

    private long now;
    private ArtifactStore store;

    @BeforeEach
    void open() throws IOException {
        store = ArtifactStore.open(base, new ArtifactLimits(100, 150), () -> now);
    }

    private static String digest(byte[] bytes) {
        return HexFormat.of().formatHex(VerifiedStream.sha256().digest(bytes));
    }

    private void put(byte[] bytes) throws IOException {
        try (ArtifactDisk.Incoming incoming = store.receive(digest(bytes), bytes.length)) {
            incoming.write(bytes);
            incoming.complete();
        }
    }

    private byte[] get(String digest) throws IOException {
        try (InputStream in = store.open(digest)) {
            return in.readAllBytes();
        }
    }

    private long files() throws IOException {
        try (var found = Files.walk(base)) {
            return found.filter(Files::isRegularFile).count();
        }
    }

    @Test
    void artifactIsThereOnceComplete() throws IOException {
        try (ArtifactDisk.Incoming incoming = store.receive(DIGEST, JAR.length)) {
            incoming.write(JAR);
            assertThat(store.holds(DIGEST)).isFalse();
            incoming.complete();
        }
        assertThat(store.holds(DIGEST)).isTrue();
        assertThat(store.length(DIGEST)).isEqualTo(JAR.length);
        assertThat(get(DIGEST)).isEqualTo(JAR);
        open();
        assertThat(get(DIGEST)).isEqualTo(JAR);
        assertThat(store.storedBytes()).isEqualTo(JAR.length);
    }

    @Test
    void sameArtifactTwiceAtOnceIsOne() throws IOException {
        try (ArtifactDisk.Incoming first = store.receive(DIGEST, JAR.length);
                ArtifactDisk.Incoming second = store.receive(DIGEST, JAR.length)) {
            first.write(JAR);
            second.write(JAR);
            first.complete();
            second.complete();
        }
        assertThat(store.count()).isEqualTo(1);
        assertThat(store.storedBytes()).isEqualTo(JAR.length);
        assertThat(files()).isEqualTo(1);
    }

    @Test
    void bytesOfAnotherDigestAreRefusedAndLeaveNothing() throws IOException {
        byte[] other = JAR.clone();
        other[3] ^= 1;
        try (ArtifactDisk.Incoming incoming = store.receive(DIGEST, other.length)) {
            incoming.write(other);
            assertThatThrownBy(incoming::complete).hasMessageContaining("upload it again");
        }
        assertThat(store.holds(DIGEST)).isFalse();
        assertThat(files()).isZero();
    }

    @Test
    void shortAndLongUploadsAreRefused() throws IOException {
        try (ArtifactDisk.Incoming incoming = store.receive(DIGEST, JAR.length + 1)) {
            incoming.write(JAR);
            assertThatThrownBy(incoming::complete).hasMessageContaining("ended after 18 of 19 bytes");
        }
        try (ArtifactDisk.Incoming incoming = store.receive(DIGEST, JAR.length - 1)) {
            assertThatThrownBy(() -> incoming.write(JAR)).hasMessageContaining("longer than");
        }
        assertThat(files()).isZero();
    }

    @Test
    @Tag("scenario:input-path-traversal")
    void digestIsNeverAPath() {
        assertThatThrownBy(() -> store.receive("../../etc/passwd", 1)).isInstanceOf(ArtifactException.class);
        assertThatThrownBy(() -> store.open("../identity")).isInstanceOf(ArtifactException.class);
        assertThat(store.holds("incoming")).isFalse();
    }

    @Test
    void limitsCountWhatIsOnItsWay() throws IOException {
        assertThatThrownBy(() -> store.receive(DIGEST, 101)).hasMessageContaining("100 at most");
        try (ArtifactDisk.Incoming incoming = store.receive(DIGEST, 90)) {
            assertThat(incoming).isNotNull();
            assertThatThrownBy(() -> store.receive(DIGEST, 61)).hasMessageContaining("no room for 61 bytes");
        }
        store.receive(DIGEST, 61).close();
    }

    @Test
    void flippedBitIsNoticedWhileReadingAndTheFileIsDropped() throws IOException {
        put(JAR);
        byte[] damaged = JAR.clone();
        damaged[0] ^= 1;
        Files.write(base.resolve(DIGEST), damaged);
        assertThatThrownBy(() -> get(DIGEST)).hasMessageContaining("is damaged");
        assertThat(store.holds(DIGEST)).isFalse();
        put(JAR);
        assertThat(get(DIGEST)).isEqualTo(JAR);
    }

    @Test
    void uploadThatAProcessLeftUnfinishedIsDroppedAtTheNextStart() throws IOException {
        ArtifactDisk.Incoming abandoned = store.receive(DIGEST, JAR.length);
        abandoned.write(JAR);
        assertThat(files()).isEqualTo(1);
        open();
        assertThat(files()).isZero();
        assertThat(store.count()).isZero();
    }

    @Test
    void onlyWhatNobodyNeedsOrAskedForIsCollected() throws IOException {
        byte[] needed = {1};
        byte[] asked = {2};
        put(JAR);
        put(needed);
        put(asked);
        now += Duration.ofMinutes(61).toNanos();
        assertThat(store.holds(digest(asked))).isTrue();
        assertThat(store.collect(Set.of(digest(needed)), Duration.ofHours(1))).containsExactly(DIGEST);
        assertThat(store.holds(DIGEST)).isFalse();
        assertThat(store.holds(digest(needed))).isTrue();
        assertThat(files()).isEqualTo(2);
        assertThat(store.storedBytes()).isEqualTo(2);
    }
}
