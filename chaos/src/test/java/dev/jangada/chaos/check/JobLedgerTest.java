package dev.jangada.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.chaos.check.Findings.Violation;
import dev.jangada.client.AttemptCounts;
import dev.jangada.client.JobState;
import dev.jangada.client.JobStatus;
import dev.jangada.client.OutputPart;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class JobLedgerTest {
    private final Findings findings = new Findings(violation -> {});
    private final JobLedger ledger = new JobLedger(findings);

    private static JobStatus job(String id, String token, JobState state, long words) {
        return new JobStatus(
                id,
                token,
                "builtin:wordcount",
                state,
                "",
                1,
                List.of(),
                new TreeMap<>(Map.of("words", words)),
                List.of(),
                Optional.of("/out"),
                List.of(),
                Map.of(),
                new JobStatus.Times(Instant.EPOCH, Optional.empty(), Optional.empty()),
                new AttemptCounts(1, 0, 0, 0),
                0,
                1,
                1,
                "");
    }

    private void acknowledged(String token, Expectation expectation) {
        ledger.expect(token, expectation, Optional.of(Path.of("/out")));
        ledger.acknowledged(token, "job-1");
    }

    private List<Character> broken() {
        return findings.violations().stream()
                .map(Violation::check)
                .map(Check::letter)
                .toList();
    }

    @Test
    void aJobThatEndsAsItShouldBreaksNothing() {
        acknowledged("t", Expectation.success(output -> Optional.empty()));
        ledger.compare(List.of(job("job-1", "t", JobState.RUNNING, 0)));
        assertThat(ledger.open()).containsExactly("job-1 (t)");
        ledger.compare(List.of(job("job-1", "t", JobState.SUCCEEDED, 7)));
        ledger.compare(List.of(job("job-1", "t", JobState.SUCCEEDED, 7)));
        assertThat(ledger.open()).isEmpty();
        assertThat(broken()).isEmpty();
        assertThat(ledger.ends()).containsExactly(Map.entry("SUCCEEDED", 1));
        for (Check check : List.of(
                Check.JOBS_KEPT,
                Check.OUTPUT_RIGHT,
                Check.ONE_JOB_A_TOKEN,
                Check.ENDS_ARE_FINAL,
                Check.OTHERS_UNHARMED)) {
            assertThat(findings.timesMade(check)).as(check.toString()).isPositive();
        }
    }

    @Test
    void aListWithoutPartsIsNoChangeAndOtherPartsAre() {
        acknowledged("t", Expectation.anyEnd());
        JobStatus listed = job("job-1", "t", JobState.SUCCEEDED, 7);
        ledger.compare(List.of(listed));
        ledger.observe(withPart(listed, 1));
        ledger.compare(List.of(listed));
        ledger.observe(withPart(listed, 1));
        assertThat(broken()).isEmpty();
        ledger.observe(withPart(listed, 2));
        assertThat(broken()).containsExactly('D');
    }

    private static JobStatus withPart(JobStatus job, long records) {
        return new JobStatus(
                job.id(),
                job.name(),
                job.definition(),
                job.state(),
                job.reason(),
                job.progress(),
                job.stages(),
                job.counters(),
                List.of(new OutputPart("part-r-00000", records, 10, 11)),
                job.output(),
                job.inputs(),
                job.arguments(),
                job.times(),
                job.attempts(),
                job.failovers(),
                job.inputFiles(),
                job.inputBytes(),
                job.failureLogTail());
    }

    @Test
    void aJobThatIsAcknowledgedAfterTheListWasMadeIsNotMissed() {
        JobLedger.Known before = ledger.known();
        acknowledged("t", Expectation.anyEnd());
        ledger.compare(before, List.of());
        assertThat(broken()).isEmpty();
    }

    @Test
    void aJobThatIsSeenToEndAfterAListWasAskedForMayBeRunningInIt() {
        acknowledged("t", Expectation.anyEnd());
        JobLedger.Known before = ledger.known();
        ledger.observe(job("job-1", "t", JobState.SUCCEEDED, 7));
        ledger.compare(before, List.of(job("job-1", "t", JobState.PUBLISHING, 0)));
        assertThat(broken()).isEmpty();
        ledger.compare(ledger.known(), List.of(job("job-1", "t", JobState.PUBLISHING, 0)));
        assertThat(broken()).containsExactly('D');
    }

    @Test
    void aForgottenJobBreaksA() {
        acknowledged("t", Expectation.anyEnd());
        ledger.compare(List.of());
        assertThat(broken()).containsExactly('A');
    }

    @Test
    void aWrongOutputBreaksB() {
        acknowledged("t", Expectation.success(output -> Optional.of("one word too many in " + output)));
        ledger.compare(List.of(job("job-1", "t", JobState.SUCCEEDED, 7)));
        assertThat(findings.violations()).hasToString("[B: job-1 (t): one word too many in /out]");
    }

    @Test
    void twoJobsForATokenBreakC() {
        acknowledged("t", Expectation.anyEnd());
        ledger.acknowledged("t", "job-2");
        assertThat(broken()).containsExactly('C');
    }

    @Test
    void twoListedJobsForATokenBreakC() {
        acknowledged("t", Expectation.anyEnd());
        ledger.compare(List.of(job("job-1", "t", JobState.RUNNING, 0), job("job-2", "t", JobState.RUNNING, 0)));
        assertThat(broken()).containsExactly('C');
    }

    @Test
    void anotherResultBreaksD() {
        acknowledged("t", Expectation.anyEnd());
        ledger.compare(List.of(job("job-1", "t", JobState.SUCCEEDED, 7)));
        ledger.compare(List.of(job("job-1", "t", JobState.SUCCEEDED, 8)));
        ledger.compare(List.of(job("job-1", "t", JobState.RUNNING, 8)));
        assertThat(broken()).containsExactly('D', 'D');
    }

    @Test
    void aFailureThatTheJobDidNotEarnBreaksH() {
        acknowledged("t", Expectation.cancelled());
        ledger.compare(List.of(job("job-1", "t", JobState.FAILED, 0)));
        assertThat(broken()).containsExactly('H');
    }
}
