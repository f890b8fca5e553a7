package dev.jangada.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jangada.client.fake.FakeMasters;
import dev.jangada.protocol.v1.JobPhase;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Commands against masters that a test directs: results on one stream, messages on the other, and the exit code. */
@Timeout(60)
class ClusterCommandsIT {
    private final FakeMasters masters = new FakeMasters(2);
    private final String addresses = masters.addresses().toString();
    private final TestConsole console = new TestConsole();

    @AfterEach
    void close() {
        masters.close();
    }

    private int run(String line) {
        return console.run((line + " --masters " + addresses).split(" "));
    }

    private CompletableFuture<Integer> start(String line) {
        return CompletableFuture.supplyAsync(() -> run(line));
    }

    @Test
    void detachedRunPrintsTheIdAlone() {
        assertThat(run("run wordcount a --output b --detach")).isZero();
        assertThat(console.out()).isEqualTo("job-1\n");
        assertThat(console.err()).isEmpty();
    }

    @Test
    void runWaitsAndSummarises() {
        CompletableFuture<Integer> code = start("run wordcount a --output b");
        await().until(() -> masters.watchers() == 1);
        masters.change("job-1", JobPhase.RUNNING, 0.5);
        masters.change("job-1", JobPhase.SUCCEEDED, 1);
        assertThat(code.join()).isZero();
        assertThat(console.out()).startsWith("job-1\nwordcount succeeded").contains("output  /");
        assertThat(console.err()).contains("job-1 50%  running");
    }

    @Test
    void runAsJsonPrintsOneObject() {
        CompletableFuture<Integer> code = start("run wordcount a --output b -o json");
        await().until(() -> masters.watchers() == 1);
        masters.change("job-1", JobPhase.SUCCEEDED, 1);
        assertThat(code.join()).isZero();
        assertThat(console.out()).startsWith("{").contains("\"state\" : \"SUCCEEDED\"", "\"submittedAtMillis\" : 1000");
    }

    @Test
    void failedRunExitsWithOne() {
        CompletableFuture<Integer> code = start("run wordcount a --output b");
        await().until(() -> masters.watchers() == 1);
        masters.change("job-1", JobPhase.FAILED, 0.2);
        assertThat(code.join()).isEqualTo(ExitCode.FAILED);
        assertThat(console.out()).isEqualTo("job-1\n");
        assertThat(console.err())
                .contains("job-1 (wordcount) failed", "jangada jobs explain job-1 --masters 127.0.0.1:");
    }

    @Test
    void cancelledRunExitsWithFour() {
        CompletableFuture<Integer> code = start("run wordcount a --output b");
        await().until(() -> masters.watchers() == 1);
        TestConsole other = new TestConsole();
        assertThat(other.run("jobs", "cancel", "job-1", "--reason", "enough", "--masters", addresses))
                .isZero();
        assertThat(other.out()).isEqualTo("job-1 is cancelled\n");
        assertThat(code.join()).isEqualTo(ExitCode.CANCELLED);
        assertThat(console.err()).contains("job-1 was cancelled: enough");
    }

    @Test
    void timedOutRunExitsWithFiveAndSaysHowToGoOn() {
        assertThat(run("run wordcount a --output b --timeout 200ms")).isEqualTo(ExitCode.TIMED_OUT);
        assertThat(console.err()).contains("it goes on", "jangada jobs watch job-1 --masters " + addresses);
    }

    @Test
    void watchExitsLikeRun() {
        run("run wordcount a --output b --detach");
        masters.change("job-1", JobPhase.SUCCEEDED, 1);
        assertThat(run("jobs watch job-1")).isZero();
        assertThat(console.out()).contains("wordcount succeeded");
    }

    @Test
    void jobsAreListedForPeopleAndPrograms() {
        run("run wordcount a --output b --detach");
        assertThat(run("jobs")).isZero();
        assertThat(console.out()).contains("JOB", "job-1  wordcount  SUBMITTED");
        TestConsole json = new TestConsole();
        assertThat(json.run("jobs", "-o", "json", "--masters", addresses)).isZero();
        assertThat(json.out()).contains("\"jobs\" : [ {", "\"id\" : \"job-1\"").doesNotContain("header");
    }

    @Test
    void unknownJobIsAnErrorButNotOfUsage() {
        assertThat(run("jobs status job-9")).isEqualTo(ExitCode.FAILED);
        assertThat(console.err()).isEqualTo("jangada: there is no job job-9\n");
    }

    @Test
    void mastersAreListed() {
        assertThat(run("masters")).isZero();
        assertThat(console.out()).contains("m1", "LEADER");
    }
}
