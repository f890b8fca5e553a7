package dev.jangada.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Publishers that die, meet, and come back, at every step. */
class LocalPublicationTest {

    private static final int PARTS = 3;

    @TempDir
    private Path directory;

    private Path output;

    @BeforeEach
    void chooseOutput() {
        output = directory.resolve("out");
    }

    /** A publisher died here; as an Error, so that nothing on the way treats it as a failure to handle. */
    private static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anyCrashIsHealedByTheNextPublisher(boolean overwrite) throws IOException {
        Set<PublishStep> crashed = EnumSet.noneOf(PublishStep.class);
        for (int n = 1; crashAfter(n, overwrite, crashed); n++) {
            area().publish(manifest());
            assertPublished();
            area().publish(manifest());
            assertPublished();
            Durable.deleteTree(output);
        }
        assertPublished();
        Set<PublishStep> expected = EnumSet.allOf(PublishStep.class);
        expected.remove(PublishStep.TRASH_LEFT);
        if (!overwrite) {
            expected.remove(PublishStep.OLD_MOVED_ASIDE);
        }
        assertThat(crashed).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void abortAfterAnyCrashLeavesTheOldOutputOrTheNew(boolean overwrite) throws IOException {
        for (int n = 1; crashAfter(n, overwrite, EnumSet.noneOf(PublishStep.class)); n++) {
            area().abort();
            if (overwrite && !Files.exists(output.resolve("_SUCCESS"))) {
                assertThat(names(output)).containsExactly("old");
            } else if (Files.exists(output)) {
                assertThat(names(output)).hasSize(PARTS + 2);
            }
            assertThat(names(directory)).isSubsetOf("out");
            Durable.deleteTree(output);
        }
    }

    /** Prepares a job and publishes it until the n-th step; false if it ended before. */
    private boolean crashAfter(int n, boolean overwrite, Set<PublishStep> crashed) throws IOException {
        prepareJob(overwrite);
        int[] steps = {0};
        try {
            area(step -> {
                        if (++steps[0] == n) {
                            crashed.add(step);
                            throw new Crash();
                        }
                    })
                    .publish(manifest());
            return false;
        } catch (Crash e) {
            return true;
        }
    }

    /** One publisher stops after each of its steps while another does the whole work; then the first goes on. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void publisherThatWasOvertakenAnywhereDoesNoHarm(boolean overwrite) throws IOException {
        boolean stopped = true;
        for (int n = 1; stopped; n++) {
            prepareJob(overwrite);
            int at = n;
            int[] steps = {0};
            area(step -> {
                        if (++steps[0] == at) {
                            publishQuietly();
                        }
                    })
                    .publish(manifest());
            stopped = steps[0] >= at;
            assertPublished();
            Durable.deleteTree(output);
        }
    }

    /** A publisher that saw an old output long ago acts only now, after another one found none and has published. */
    @Test
    void stalePublisherCannotMoveAPublishedOutputAside() throws IOException {
        prepareJob(true);
        Durable.deleteTree(output);
        OutputPlaces places = OutputPlaces.of(output.toString(), "job-1");
        List<PublishStep> tried = new ArrayList<>();

        area(step -> {
                    if (EnumSet.range(PublishStep.RENAMED, PublishStep.CLEANED).contains(step)) {
                        tried.add(step);
                        assertThatThrownBy(() -> Durable.rename(output, OutputPlaces.old(places.replaceable())))
                                .isInstanceOf(IOException.class);
                    }
                })
                .publish(manifest());

        assertThat(tried).hasSize(4);
        assertPublished();
    }

    @Test
    void zombiePublisherDoesNotBringADeletedOutputBack() throws IOException {
        prepareJob(false);
        area().publish(manifest());
        Durable.deleteTree(output);

        assertThatThrownBy(() -> area().publish(manifest())).hasMessageContaining("the job is over");
        assertThat(output).doesNotExist();
    }

    @Test
    void zombiePublisherDoesNotReplaceTheOutputOfALaterJob() throws IOException {
        prepareJob(false);
        area().publish(manifest());
        Storage storage = Storages.forPath("/");
        OutputArea later = storage.output(output.toString(), "job-2");
        later.prepare(true);
        later.publish(new Manifest("c1", "j2", "other", List.of()));

        assertThatThrownBy(() -> area().publish(manifest())).isInstanceOf(StorageException.class);
        assertThat(names(output)).containsExactly("_SUCCESS", "_manifest.json");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void publishersAtTheSameTimeAllSucceed(boolean overwrite) throws Exception {
        int publishers = 4;
        ExecutorService threads = Executors.newFixedThreadPool(publishers);
        try {
            for (int round = 0; round < 50; round++) {
                prepareJob(overwrite);
                CyclicBarrier together = new CyclicBarrier(publishers);
                Callable<String> publisher = () -> {
                    together.await();
                    area().publish(manifest());
                    return "published";
                };
                List<Future<String>> results = new ArrayList<>();
                for (int i = 0; i < publishers; i++) {
                    results.add(threads.submit(publisher));
                }
                for (Future<String> result : results) {
                    assertThat(result.get()).isEqualTo("published");
                }
                assertPublished();
                Durable.deleteTree(output);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void foreignManifestIsNotTakenForOurs() throws IOException {
        prepareJob(true);
        Files.writeString(output.resolve("_manifest.json"), "{\"cluster\": [1], \"job\" ");

        area().publish(manifest());

        assertPublished();
    }

    @Test
    @Tag("scenario:storage-bit-flip-part")
    void partThatWasDamagedBeforeItWasPublishedIsNotPublished() throws IOException {
        prepareJob(false);
        Path staged = OutputPlaces.of(output.toString(), "job-1").attempt(name(1), 1);
        flipBit(staged, 3);

        assertThatThrownBy(() -> area().publish(manifest()))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(name(1))
                .hasMessageContaining("damaged")
                .hasMessageContaining("attempt 1")
                .matches(e -> !((StorageException) e).retryable());
        assertThat(output).doesNotExist();
    }

    @Test
    void verificationNamesEveryDamagedFile() throws IOException {
        prepareJob(false);
        area().publish(manifest());
        Storage storage = Storages.forPath("/");
        OutputVerification intact = storage.verify(output.toString());
        assertThat(intact.damages()).isEmpty();
        assertThat(intact.isIntact()).isTrue();
        assertThat(intact.job()).isEqualTo("j1");
        assertThat(intact.records()).isEqualTo(PARTS);

        flipBit(output.resolve(name(0)), 0);
        Files.delete(output.resolve(name(1)));
        Files.writeString(output.resolve(name(2)), text(2) + "more");
        Files.delete(output.resolve("_SUCCESS"));
        Files.writeString(output.resolve("part-r-00009"), "not ours");
        assertThat(storage.verify(output.toString()).damages())
                .satisfiesExactly(
                        damage -> assertThat(damage).contains(name(0), "checksum"),
                        damage -> assertThat(damage).contains("there is no file", name(1)),
                        damage -> assertThat(damage).contains(name(2), "bytes"),
                        damage -> assertThat(damage).contains("_SUCCESS"),
                        damage -> assertThat(damage).contains("part-r-00009", "not in the manifest"));
    }

    @Test
    @Tag("scenario:storage-bit-flip-part")
    void verificationNoticesADamagedManifest() throws IOException {
        prepareJob(false);
        area().publish(manifest());
        Path file = output.resolve("_manifest.json");
        int parts = Files.readString(file).indexOf("\"parts\"");
        for (int at = parts; at < Files.size(file); at++) {
            flipBit(file, at);
            assertThatThrownBy(() -> {
                        OutputVerification found = Storages.forPath("/").verify(output.toString());
                        if (!found.isIntact()) {
                            throw StorageException.permanent("noticed");
                        }
                    })
                    .as("byte %d", at)
                    .isInstanceOf(StorageException.class);
            flipBit(file, at);
        }
        assertThatThrownBy(() -> Storages.forPath("/").verify(directory.toString()))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("no output of a job");
    }

    private static void flipBit(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 1;
        Files.write(file, bytes);
    }

    private void prepareJob(boolean overwrite) throws IOException {
        if (overwrite) {
            Files.createDirectories(output);
            Files.writeString(output.resolve("old"), "old");
        }
        OutputArea area = area();
        area.prepare(overwrite);
        for (int part = 0; part < PARTS; part++) {
            byte[] bytes = text(part).getBytes(StandardCharsets.UTF_8);
            try (PartWriter writer = area.createPart(name(part), 1)) {
                writer.write(bytes, 0, bytes.length);
                assertThat(writer.commit(1)).isEqualTo(summary(part));
            }
        }
    }

    private void assertPublished() throws IOException {
        assertThat(names(directory)).containsExactly("out");
        assertThat(names(output)).containsExactly("_SUCCESS", "_manifest.json", name(0), name(1), name(2));
        for (int part = 0; part < PARTS; part++) {
            assertThat(output.resolve(name(part))).hasContent(text(part));
        }
        assertThat(Files.readAllBytes(output.resolve("_manifest.json"))).isEqualTo(ManifestJson.encode(manifest()));
    }

    private void publishQuietly() {
        try {
            area().publish(manifest());
        } catch (StorageException e) {
            throw new AssertionError(e);
        }
    }

    private OutputArea area() throws StorageException {
        return area(step -> {});
    }

    private OutputArea area(PublishStep.Observer observer) throws StorageException {
        return new LocalOutputArea(OutputPlaces.of(output.toString(), "job-1"), observer);
    }

    private static Manifest manifest() {
        return new Manifest("c1", "j1", "word count", List.of(summary(0), summary(1), summary(2)));
    }

    private static PartSummary summary(int part) {
        byte[] bytes = text(part).getBytes(StandardCharsets.UTF_8);
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return new PartSummary(name(part), 1, 1, bytes.length, (int) crc.getValue());
    }

    private static String text(int part) {
        return "text of part " + part + "\n";
    }

    private static String name(int part) {
        return "part-r-0000" + part;
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.map(child -> child.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }
}
