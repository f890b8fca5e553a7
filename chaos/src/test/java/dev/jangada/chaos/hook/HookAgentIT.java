package dev.jangada.chaos.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jangada.chaos.hook.Hook.Place;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A process with the agent; on every JDK that is at hand. */
@Tag("processes")
class HookAgentIT {
    private static final String STEP = "dev.jangada.chaos.hook.Hooked#step";
    private static final Duration LONG = Duration.ofMinutes(4);

    @TempDir
    private Path directory = Path.of("");

    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final List<Process> processes = new ArrayList<>();
    private Path jar = Path.of("");
    private HookFile hooks = new HookFile(Path.of("target/unused.hooks"));

    @BeforeEach
    void prepare() {
        jar = directory.resolve("agent.jar");
        HookAgentJar.write(jar);
        hooks = new HookFile(directory.resolve("hooks"));
    }

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
    }

    static Stream<Path> javas() {
        Path own = Path.of(System.getProperty("java.home"));
        Path[] others = {Path.of("/usr/lib/jvm/temurin-25-jdk-amd64"), Path.of("/usr/lib/jvm/java-17-openjdk-amd64")};
        return Stream.concat(Stream.of(own), Stream.of(others))
                .map(home -> home.resolve("bin").resolve("java"))
                .filter(java -> java.toFile().canExecute())
                .distinct();
    }

    private static Path ownJava() {
        return javas().findFirst().orElseThrow();
    }

    private Process start(Path java) throws IOException {
        List<String> command = new ArrayList<>(List.of(java.toString()));
        command.addAll(HookAgentJar.options(jar, hooks));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Hooked.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        processes.add(process);
        Thread reader = new Thread(() -> listen(process));
        reader.setDaemon(true);
        reader.start();
        return process;
    }

    private void listen(Process process) {
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            // a JVM of 24 and later warns of what ByteBuddy uses
            out.lines().filter(line -> !line.startsWith("WARNING: ")).forEach(said::add);
        } catch (UncheckedIOException | IOException e) {
            said.add(String.valueOf(e.getMessage()));
        }
    }

    private static void step(Process process) throws IOException {
        process.getOutputStream().write("step\n".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    private String next() throws InterruptedException {
        String line = said.poll(LONG.toSeconds(), TimeUnit.SECONDS);
        return line == null ? "nothing" : line;
    }

    @ParameterizedTest
    @MethodSource("javas")
    void hooksAreArmedWhileTheProcessRuns(Path java) throws Exception {
        Process process = start(java);
        assertThat(next()).isEqualTo("ready");
        step(process);
        assertThat(next()).isEqualTo("stepped");

        Hook second = Hook.fail(STEP, Place.ENTRY, IOException.class).onTime(2);
        hooks.add(second);
        await().atMost(LONG).until(hooks::isArmed);
        step(process);
        assertThat(next()).isEqualTo("stepped");
        step(process);
        assertThat(next()).startsWith("failed: ").contains(second.toString());
        assertThat(hooks.timesReached(second)).isEqualTo(1);

        hooks.clear();
        hooks.add(Hook.halt(STEP, Place.EXIT));
        await().atMost(LONG).until(hooks::isArmed);
        step(process);
        assertThat(process.waitFor()).isEqualTo(137);
    }

    @Test
    void aPauseHoldsTheThreadUntilItIsReleased() throws Exception {
        Hook pause = Hook.pause(STEP, Place.EXIT);
        hooks.add(pause);
        Process process = start(ownJava());
        step(process);
        await().atMost(LONG).until(() -> hooks.timesReached(pause) == 1);
        assertThat(next()).isEqualTo("ready");
        assertThat(said).isEmpty();
        hooks.release(pause);
        assertThat(next()).isEqualTo("stepped");
    }

    @Test
    void aProcessWithAHookThatMatchesNothingDoesNotStart() throws Exception {
        hooks.add(Hook.halt("dev.jangada.chaos.hook.Hooked#stride", Place.ENTRY));
        Process process = start(ownJava());
        assertThat(process.waitFor()).isEqualTo(78);
        assertThat(next()).contains("declares no method stride", "renamed");
        assertThatThrownBy(hooks::isArmed).hasMessageContaining("declares no method stride");
    }

    @Test
    void aHookThatMatchesNothingIsReportedByARunningProcess() throws Exception {
        start(ownJava());
        assertThat(next()).isEqualTo("ready");
        hooks.add(Hook.halt("dev.jangada.chaos.hook.Unhooked#step", Place.ENTRY));
        await().atMost(LONG)
                .untilAsserted(() -> assertThatThrownBy(hooks::isArmed)
                        .hasMessageContaining("no class dev.jangada.chaos.hook.Unhooked"));
    }
}
