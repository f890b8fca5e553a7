package dev.jangada.client.shipping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;
import dev.jangada.client.InvalidJobException;
import dev.jangada.client.InvalidJobException.Fault;
import dev.jangada.client.Job;
import dev.jangada.client.jobs.WordCount;
import dev.jangada.coordinator.state.Limits;
import dev.jangada.protocol.v1.JobOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShipmentTest {
    @TempDir
    private Path directory;

    /** A job that is not complete. */
    static final class Unfinished implements JobDefinition {
        @Override
        public void define(JobBuilder job) {
            job.readText();
        }
    }

    /** A job that refuses to be that of the client's own class path. */
    public static final class OfItsJar implements JobDefinition {
        @Override
        public void define(JobBuilder job) {
            if (OfItsJar.class.getClassLoader() == JobBuilder.class.getClassLoader()) {
                throw new IllegalStateException("loaded from the client");
            }
            job.readText().writeText();
        }
    }

    private static void assertInvalid(Job job, Fault fault, String complaint) {
        assertThatExceptionOfType(InvalidJobException.class)
                .isThrownBy(() -> Shipment.of(job, false))
                .withMessageContaining(complaint)
                .matches(e -> e.fault() == fault, "fault " + fault);
    }

    /** The definition is checked here, without the masters, so both have to name the same number. */
    @Test
    void asManyTasksAreGeneratedAsMastersTake() {
        Job most = Job.builtIn("noop").arg("tasks", String.valueOf(Limits.TASKS_PER_JOB));
        assertThat(Shipment.of(most, true).request().getDefinition()).isEqualTo("builtin:noop");
        Job more = Job.builtIn("noop").arg("tasks", String.valueOf(Limits.TASKS_PER_JOB + 1));
        assertThatExceptionOfType(InvalidJobException.class)
                .isThrownBy(() -> Shipment.of(more, true))
                .withMessageContaining("1 to " + Limits.TASKS_PER_JOB);
    }

    @Test
    void patienceTravelsWithTheRequest() {
        JobOptions usual = Shipment.of(Job.builtIn("noop"), true).request().getOptions();
        assertThat(usual.getBackups()).isTrue();
        assertThat(usual.hasAttemptTimeoutMillis()).isFalse();
        Job job = Job.builtIn("noop")
                .withoutBackups()
                .attemptTimeout(Duration.ofSeconds(90))
                .deadline(Duration.ofHours(2))
                .skippableRecords(3);
        JobOptions options = Shipment.of(job, true).request().getOptions();
        assertThat(options.getBackups()).isFalse();
        assertThat(options.getAttemptTimeoutMillis()).isEqualTo(90_000);
        assertThat(options.getDeadlineMillis()).isEqualTo(7_200_000);
        assertThat(options.getSkippableRecords()).isEqualTo(3);
    }

    @Test
    void sameClassesGiveTheSameJar() throws IOException {
        byte[] first = jarOfClasses("one", "b/B.class", "a/A.class", "a/A$1.class");
        byte[] second = jarOfClasses("second", "a/A$1.class", "a/A.class", "b/B.class");
        assertThat(second).isEqualTo(first);
        assertThat(jarOfClasses("three", "a/A.class")).isNotEqualTo(first);
    }

    private byte[] jarOfClasses(String name, String... entries) throws IOException {
        Path root = directory.resolve(name);
        for (String entry : entries) {
            Path file = root.resolve(entry);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "bytes of " + entry);
            Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_000_000L * name.length())));
        }
        return ClassDirectoryJar.of(root);
    }

    @Test
    void jarOfADirectoryHoldsItsFiles() throws IOException {
        Path jar = directory.resolve("made.jar");
        Files.write(jar, jarOfClasses("classes", "b/B.class", "a/A.class"));
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName)).containsExactly("a/A.class", "b/B.class");
        }
    }

    @Test
    void classOfAProjectBringsItsDirectoryButNotTheFramework() {
        Shipment shipment = Shipment.of(Job.of(WordCount.class).input("a").output("b"), false);
        assertThat(shipment.request().getDefinition()).isEqualTo(WordCount.class.getName());
        assertThat(shipment.artifacts()).hasSize(1);
        assertThat(shipment.request().getArtifactsList())
                .containsExactlyElementsOf(shipment.artifacts().keySet());
        assertThat(ClassLocations.toShip(WordCount.class))
                .allMatch(place -> place.endsWith(Path.of("target", "test-classes")));
    }

    @Test
    void embeddedAndBuiltInJobsBringNothing() {
        assertThat(Shipment.of(Job.of(WordCount.class).input("a").output("b"), true)
                        .artifacts())
                .isEmpty();
        assertThat(Shipment.of(Job.builtIn("wordcount").input("a").output("b"), false)
                        .artifacts())
                .isEmpty();
    }

    @Test
    void pathsBecomeAbsoluteAndKeepTheirNames() {
        var request = Shipment.of(
                        Job.builtIn("wordcount")
                                .input("./logs/*.txt")
                                .input("s3://bucket/x")
                                .output("out/"),
                        false)
                .request();
        Path here = Path.of("").toAbsolutePath();
        assertThat(request.getInputs(0).getPath()).isEqualTo(here + "/logs/*.txt");
        assertThat(request.getInputs(0).getDisplayName()).isEqualTo("./logs/*.txt");
        assertThat(request.getInputs(1).getPath()).isEqualTo("s3://bucket/x");
        assertThat(request.getOutput()).isEqualTo(here + "/out");
    }

    @Test
    void whatTheCallLacksIsNamed() {
        assertInvalid(Job.builtIn("wordcount").output("b"), Fault.REQUEST, "at least one INPUT");
        assertInvalid(Job.builtIn("wordcount").input("a"), Fault.REQUEST, "--output");
        assertInvalid(Job.builtIn("wordcuont").input("a").output("b"), Fault.REQUEST, "there are grep");
        assertInvalid(Job.builtIn("grep").input("a").output("b"), Fault.REQUEST, "'pattern' is missing");
        assertInvalid(
                Job.jar(directory.resolve("no.jar"), "X").input("a").output("b"), Fault.REQUEST, "does not exist");
        assertThat(Shipment.of(Job.builtIn("noop"), false).request().hasOutput())
                .isFalse();
    }

    @Test
    void outputOfAJobThatDiscardsItIsRefused() {
        assertInvalid(Job.builtIn("noop").output("b"), Fault.REQUEST, "noop discards its output");
    }

    @Test
    void wrongDefinitionsAreExplained() throws IOException {
        assertInvalid(Job.of(Unfinished.class).input("a").output("b"), Fault.DEFINITION, "Unfinished");
        Path notAJar = Files.writeString(directory.resolve("text.jar"), "text");
        assertInvalid(Job.jar(notAJar, "X").input("a").output("b"), Fault.DEFINITION, "not a jar file");
        Path jar = jarWith("org/x/Count.class", new byte[] {1});
        assertInvalid(Job.jar(jar, "Count").input("a").output("b"), Fault.DEFINITION, "did you mean org.x.Count?");
        byte[] classFromTheFuture = {(byte) 0xCA, (byte) 0xFE, (byte) 0xBA, (byte) 0xBE, 0, 0, 0, 99, 0, 1};
        Path newer = jarWith("New.class", classFromTheFuture);
        assertInvalid(Job.jar(newer, "New").input("a").output("b"), Fault.DEFINITION, "compiled for Java 55");
    }

    @Test
    void classesOfTheJarComeBeforeOurOwn() throws IOException {
        String name = OfItsJar.class.getName();
        String entry = name.replace('.', '/') + ".class";
        try (InputStream bytes = OfItsJar.class.getClassLoader().getResourceAsStream(entry)) {
            Path jar = jarWith(entry, Objects.requireNonNull(bytes).readAllBytes());
            Shipment shipment = Shipment.of(Job.jar(jar, name).input("a").output("b"), false);
            assertThat(shipment.request().getDefinition()).isEqualTo(name);
        }
    }

    private Path jarWith(String entry, byte[] bytes) throws IOException {
        Path jar = directory.resolve(entry.replace('/', '-') + ".jar");
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(bytes);
        }
        return jar;
    }
}
