package dev.jangada.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.jangada.client.fake.FakeMasters;
import dev.jangada.client.jobs.WordCount;
import dev.jangada.protocol.v1.JobPhase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client against masters that a test directs, over real connections. */
@Timeout(60)
class JobHandleIT {
    private static final Duration SHORT = Duration.ofMillis(400);

    private final FakeMasters masters = new FakeMasters(3);
    private final Jangada jangada = Jangada.over(masters.addresses(), Duration.ofSeconds(10), Duration.ofSeconds(20));
    private final ExecutorService background = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        background.shutdownNow();
        jangada.close();
        masters.close();
    }

    private static Job wordCount() {
        return Job.builtIn("wordcount").input("in.txt").output("out");
    }

    @Test
    void submitFollowsTheHintToTheLeader() {
        masters.lead(3);
        assertThat(jangada.submit(wordCount()).id()).isEqualTo("job-1");
        assertThat(masters.calls()).containsExactly("m1 SubmitJob", "m3 SubmitJob");
        jangada.job("job-1").status();
        assertThat(masters.calls()).last().isEqualTo("m3 GetJob");
    }

    @Test
    void submitWaitsForALeaderToBeElected() {
        masters.lead(0);
        CompletableFuture<JobHandle> submitted =
                CompletableFuture.supplyAsync(() -> jangada.submit(wordCount()), background);
        await().until(() -> masters.calls().size() > 6);
        masters.lead(2);
        assertThat(submitted.join().id()).isEqualTo("job-1");
    }

    @Test
    @Tag("scenario:client-leader-killed-before-reply")
    void submitWhoseReplyIsLostSubmitsOnce() {
        CompletableFuture<JobHandle> submitted =
                CompletableFuture.supplyAsync(() -> jangada.submit(wordCount().named("lost-reply")), background);
        await().until(() -> masters.calls().contains("m1 SubmitJob"));
        masters.kill(1);
        masters.lead(2);
        assertThat(submitted.join().id()).isEqualTo("job-1");
        assertThat(masters.jobIds()).containsExactly("job-1");
    }

    @Test
    void theSameTokenIsTheSameJob() {
        Job job = wordCount().token("nightly-2026-01-01");
        assertThat(jangada.submit(job).id()).isEqualTo(jangada.submit(job).id());
        assertThat(jangada.submit(wordCount()).id()).isEqualTo("job-2");
    }

    @Test
    void withoutALeaderACallGivesUpAndSaysWhatEachMasterSaid() {
        masters.lead(0);
        masters.kill(2);
        try (Jangada hasty = Jangada.over(masters.addresses(), SHORT, SHORT)) {
            assertThatExceptionOfType(NoLeaderException.class)
                    .isThrownBy(() -> hasty.submit(wordCount()))
                    .withMessageContaining("no leader is known")
                    .withMessageContaining("connection refused")
                    .matches(JangadaException::retryable);
        }
    }

    @Test
    void refusalsAreNotRetried() {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> jangada.job("job-9").status())
                .matches(e -> e.reason() == RefusedException.Reason.UNKNOWN_JOB && !e.retryable());
        assertThat(masters.calls()).containsExactly("m1 GetJob");
    }

    @Test
    void watchGoesOnAtTheNextLeaderAndNeverBack() {
        JobHandle job = jangada.submit(wordCount());
        List<JobStatus> seen = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<JobStatus> end = CompletableFuture.supplyAsync(() -> job.watch(seen::add), background);
        await().until(() -> masters.watchers() == 1);
        masters.change(job.id(), JobPhase.RUNNING, 0.3);
        await().until(() -> !seen.isEmpty() && seen.get(seen.size() - 1).progress() == 0.3);
        masters.lead(0);
        masters.kill(1);
        masters.lead(3);
        await().until(() -> masters.watchers() == 1);
        masters.change(job.id(), JobPhase.RUNNING, 0.7);
        masters.change(job.id(), JobPhase.SUCCEEDED, 1);
        assertThat(end.join().state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(seen).extracting(JobStatus::progress).isSorted();
        assertThat(seen).last().matches(JobStatus::isTerminal);
    }

    @Test
    void watchSaysThatThereIsNoLeaderAndGoesOnWhenThereIs() {
        JobHandle job = jangada.submit(wordCount());
        List<String> notices = Collections.synchronizedList(new ArrayList<>());
        JobListener listener = new JobListener() {
            @Override
            public void onStatus(JobStatus status) {}

            @Override
            public void onNotice(String sentence) {
                notices.add(sentence);
            }
        };
        CompletableFuture<JobStatus> end = CompletableFuture.supplyAsync(() -> job.watch(listener), background);
        await().until(() -> masters.watchers() == 1);
        masters.lead(0);
        await().until(() -> notices.stream().anyMatch(text -> text.startsWith("no leader answers")));
        masters.lead(2);
        await().until(() -> masters.watchers() == 1);
        masters.change(job.id(), JobPhase.SUCCEEDED, 1);
        assertThat(end.join().state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(notices).last().asString().startsWith("a leader answers again");
    }

    @Test
    void awaitEndsWithTheTruth() {
        JobHandle failing = jangada.submit(wordCount());
        masters.change(failing.id(), JobPhase.FAILED, 0.5);
        assertThatExceptionOfType(JobFailedException.class).isThrownBy(failing::await);
        JobHandle cancelled = jangada.submit(wordCount());
        cancelled.cancel("no more");
        assertThatExceptionOfType(JobCancelledException.class)
                .isThrownBy(cancelled::await)
                .withMessageContaining("no more");
    }

    @Test
    void awaitTimesOutAndTheJobGoesOn() {
        JobHandle job = jangada.submit(wordCount());
        assertThatExceptionOfType(WaitTimedOutException.class)
                .isThrownBy(() -> job.await(SHORT))
                .withMessageContaining("goes on");
        assertThat(job.status().isTerminal()).isFalse();
    }

    @Test
    void classesTravelWithTheJobOnceAndAgainWhenForgotten() {
        Job job = Job.of(WordCount.class).input("in.txt").output("out");
        JobHandle first = jangada.submit(job);
        List<String> digests = masters.request(first.id()).getArtifactsList();
        assertThat(digests).isNotEmpty();
        assertThat(masters.artifacts()).containsExactlyInAnyOrderElementsOf(digests);
        jangada.submit(job);
        assertThat(masters.calls())
                .filteredOn(call -> call.endsWith("UploadArtifact"))
                .hasSameSizeAs(digests);
        masters.forgetArtifacts();
        jangada.submit(job);
        assertThat(masters.artifacts()).containsExactlyInAnyOrderElementsOf(digests);
    }

    @Test
    void mastersAreListedWithoutALeader() {
        masters.lead(0);
        assertThat(jangada.masters().masters())
                .extracting(MastersStatus.Master::id)
                .containsExactly("m1");
    }

    @Test
    void interruptedWaitSaysSo() {
        JobHandle job = jangada.submit(wordCount());
        CompletableFuture<Thread> waiting = new CompletableFuture<>();
        CompletableFuture<Void> end = CompletableFuture.runAsync(
                () -> {
                    waiting.complete(Thread.currentThread());
                    job.await();
                },
                background);
        await().until(() -> masters.watchers() == 1);
        waiting.join().interrupt();
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(end::join)
                .withCauseInstanceOf(InterruptedCallException.class);
    }
}
