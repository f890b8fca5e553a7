package dev.jangada.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.client.JobStatus;
import dev.jangada.client.rpc.Reports;
import dev.jangada.protocol.v1.JobInfo;
import dev.jangada.protocol.v1.JobPhase;
import dev.jangada.protocol.v1.Part;
import dev.jangada.protocol.v1.StageInfo;
import dev.jangada.protocol.v1.TaskStage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final long SECOND = 1_000_000_000L;

    private static JobInfo.Builder running(int mapsDone, double progress) {
        return JobInfo.newBuilder()
                .setId("job-7")
                .setName("wordcount")
                .setState(JobPhase.RUNNING)
                .setProgress(progress)
                .setAttemptsLive(2)
                .addStages(StageInfo.newBuilder()
                        .setStage(TaskStage.MAP)
                        .setTasks(27)
                        .setCommitted(mapsDone))
                .addStages(StageInfo.newBuilder()
                        .setStage(TaskStage.REDUCE)
                        .setTasks(4)
                        .setBlocked(4));
    }

    private static JobStatus status(JobInfo.Builder info) {
        return Reports.job(info.build());
    }

    @Test
    void barShowsStagesAndFitsTheTerminal() {
        String bar = ProgressText.bar(
                status(running(12, 0.4)), Duration.ofSeconds(9), Optional.of(Duration.ofSeconds(14)), 120);
        assertThat(bar)
                .isEqualTo(
                        "job-7 [########------------] 40%  map 12/27, reduce 0/4, 2 running  9.0 s, about 14 s left");
        assertThat(ProgressText.bar(status(running(12, 0.4)), Duration.ofSeconds(9), Optional.empty(), 40))
                .hasSize(39);
    }

    @Test
    void linesComeOnChangesOfStateAndThenEveryFewSeconds() {
        TestConsole console = new TestConsole();
        AtomicLong now = new AtomicLong();
        ProgressLines lines = new ProgressLines(console.console(), now::get);
        lines.onStatus(status(running(0, 0).setState(JobPhase.PLANNING)));
        lines.onStatus(status(running(1, 0.01)));
        now.set(SECOND);
        lines.onStatus(status(running(2, 0.05)));
        now.set(6 * SECOND);
        lines.onStatus(status(running(9, 0.3)));
        lines.onStatus(status(running(27, 1).setState(JobPhase.SUCCEEDED)));
        assertThat(console.err().lines())
                .containsExactly(
                        "jangada: job-7 0%  planning, 2 running",
                        "jangada: job-7 1%  map 1/27, reduce 0/4, 2 running",
                        "jangada: job-7 30%  map 9/27, reduce 0/4, 2 running, about 14 s left");
    }

    @Test
    void noTimeIsGuessedFromTooLittle() {
        Eta eta = new Eta();
        assertThat(eta.left(status(running(1, 0.5)), 0)).isEmpty();
        assertThat(eta.left(status(running(1, 0.9)), SECOND)).isEmpty();
        assertThat(eta.left(status(running(1, 0.55)), 10 * SECOND)).isEmpty();
        assertThat(eta.left(status(running(1, 0.75)), 10 * SECOND)).contains(Duration.ofSeconds(10));
    }

    @Test
    void noTimeIsGuessedForTheLastTasks() {
        Eta eta = new Eta();
        assertThat(eta.left(status(running(1, 0.5)), 0)).isEmpty();
        JobInfo.Builder reducing = running(27, 0.75);
        reducing.getStagesBuilder(1).setBlocked(0).setReady(1).setRunning(3);
        assertThat(eta.left(status(reducing), 10 * SECOND)).isPresent();
        reducing.getStagesBuilder(1).setReady(0).setRunning(4);
        assertThat(eta.left(status(reducing), 10 * SECOND)).isEmpty();
        JobInfo.Builder mapOnly = running(26, 0.9).removeStages(1);
        assertThat(eta.left(status(mapOnly), 10 * SECOND)).isEmpty();
    }

    @Test
    void summaryTellsWhatWasDone() {
        TestConsole console = new TestConsole();
        JobReport.success(
                status(running(27, 1)
                        .setState(JobPhase.SUCCEEDED)
                        .setSubmittedAtMillis(1_000)
                        .setFinishedAtMillis(3_500)
                        .setAttemptsStarted(33)
                        .setAttemptsLost(2)
                        .setFailovers(1)
                        .setInputFiles(3)
                        .setInputBytes(12_345_678)
                        .putCounters("map.input.records", 1234)
                        .setOutput("/tmp/out")
                        .addParts(Part.newBuilder().setRecords(20).setBytes(300))
                        .addParts(Part.newBuilder().setRecords(22).setBytes(400))),
                console.console().out());
        assertThat(console.out().lines())
                .containsExactly(
                        "wordcount succeeded in 2.5 s: 27 map tasks, 4 reduce tasks,"
                                + " 33 attempts (2 lost with their worker, 1 failover)",
                        "  read    3 files, 12 MB, 1,234 records",
                        "  wrote   2 parts, 700 bytes, 42 records",
                        "  output  /tmp/out");
    }

    @Test
    void failureIsOneParagraphWithTheLogButNoStackTrace() {
        JobStatus failed = status(running(3, 0.1)
                .setState(JobPhase.FAILED)
                .setReason("map task 3, attempt 1 on w2: no number in a.txt at offset 17")
                .setOutput("/tmp/out")
                .setFailureLogTail("reading a.txt\njava.lang.X: no\n\tat a.B.c(B.java:1)\n\t... 3 more\n"));
        TestConsole console = new TestConsole();
        JobReport.failure(failed, Optional.of("jangada jobs explain job-7"), false, console.console());
        assertThat(console.err().lines())
                .containsExactly(
                        "jangada: job-7 (wordcount) failed: map task 3, attempt 1 on w2: no number in a.txt at offset 17."
                                + " Nothing was published at /tmp/out."
                                + " What happened in detail: jangada jobs explain job-7",
                        "The end of its log:",
                        "  | reading a.txt",
                        "  | java.lang.X: no");
        TestConsole verbose = new TestConsole();
        JobReport.failure(failed, Optional.empty(), true, verbose.console());
        assertThat(verbose.err()).contains("at a.B.c");
    }

    @Test
    void quantitiesReadWell() {
        assertThat(Format.bytes(1)).isEqualTo("1 byte");
        assertThat(Format.bytes(999_999)).isEqualTo("1.0 MB");
        assertThat(Format.bytes(12_345_678_901L)).isEqualTo("12 GB");
        assertThat(Format.duration(Duration.ofMillis(1_250))).isEqualTo("1.3 s");
        assertThat(Format.duration(Duration.ofSeconds(252))).isEqualTo("4 min 12 s");
        assertThat(Format.duration(Duration.ofMinutes(61))).isEqualTo("1 h 1 min");
        assertThat(Format.percent(0.999)).isEqualTo("99%");
    }
}
