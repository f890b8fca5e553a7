package dev.jangada.chaos.run;

import dev.jangada.chaos.check.Check;
import dev.jangada.chaos.check.Findings;
import dev.jangada.chaos.check.JobLedger;
import dev.jangada.chaos.mix.JobMix;
import dev.jangada.chaos.mix.MixedJob;
import dev.jangada.client.Jangada;
import dev.jangada.client.JangadaException;
import dev.jangada.client.JobHandle;
import dev.jangada.client.JobStatus;
import dev.jangada.client.RefusedException;
import dev.jangada.client.WaitTimedOutException;
import dev.jangada.client.rpc.MasterAddresses;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Clients that submit jobs of the mix without end and wait for them, each on a thread of its own. What they are told goes
 * into the ledger. Thread-safe.
 */
final class Workload implements AutoCloseable {
    private static final Duration CALL_PATIENCE = Duration.ofSeconds(20);
    private static final Duration WAIT_PATIENCE = Duration.ofSeconds(30);
    private static final int SHORTEST_REST_MILLIS = 200;
    private static final int LONGEST_REST_MILLIS = 1_500;

    private final JobMix mix;
    private final JobLedger ledger;
    private final Findings findings;
    private final Jangada client;
    private final Jangada otherClient;
    private final Duration patience;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "chaos-client");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * No clients yet.
     *
     * @param addresses where the masters are
     * @param patience how long a job may take in all
     */
    Workload(JobMix mix, JobLedger ledger, Findings findings, String addresses, Duration patience) {
        this.mix = mix;
        this.ledger = ledger;
        this.findings = findings;
        this.patience = patience;
        this.client = Jangada.over(MasterAddresses.parse(addresses), CALL_PATIENCE, WAIT_PATIENCE);
        this.otherClient = Jangada.over(MasterAddresses.parse(addresses), CALL_PATIENCE, WAIT_PATIENCE);
    }

    /** Adds a client; its seed determines its jobs. */
    void begin(long seed) {
        threads.execute(() -> submitForEver(new Random(seed)));
    }

    private void submitForEver(Random random) {
        try {
            submitUntilStopped(random);
        } catch (IllegalStateException e) {
            if (stopping.getCount() > 0) {
                throw e;
            }
            // otherwise the run was given up, and the client closed under this thread
        }
    }

    private void submitUntilStopped(Random random) {
        boolean goesOn = true;
        while (goesOn) {
            List<MixedJob> jobs = mix.draw(random);
            List<Optional<JobHandle>> handles = jobs.stream().map(this::submit).toList();
            for (int i = 0; i < jobs.size(); i++) {
                MixedJob job = jobs.get(i);
                handles.get(i).ifPresent(handle -> follow(job, handle));
            }
            int rest = SHORTEST_REST_MILLIS + random.nextInt(LONGEST_REST_MILLIS);
            goesOn = !isStoppedWithin(Duration.ofMillis(rest));
        }
    }

    private boolean isStoppedWithin(Duration time) {
        try {
            return stopping.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Submits a job until it is acknowledged; empty if it is not in all the time that a job may take. */
    Optional<JobHandle> submit(MixedJob job) {
        ledger.expect(job.token(), job.expectation(), Optional.of(job.output()));
        if (job.isSubmittedTwice()) {
            threads.execute(() -> submitBy(otherClient, job));
        }
        return submitBy(client, job);
    }

    private Optional<JobHandle> submitBy(Jangada by, MixedJob job) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                JobHandle handle = by.submit(job.job());
                ledger.acknowledged(job.token(), handle.id());
                return Optional.of(handle);
            } catch (JangadaException e) {
                if (!e.retryable()) {
                    findings.broken(refused(e), "the submit of " + job.token() + " is refused: " + e.getMessage());
                    return Optional.empty();
                }
            }
        }
        findings.broken(
                Check.RECOVERS_IN_TIME, job.token() + " is not acknowledged within " + patience.toSeconds() + " s");
        return Optional.empty();
    }

    private static Check refused(JangadaException e) {
        if (e instanceof RefusedException refusal) {
            if (refusal.reason() == RefusedException.Reason.DATA_LOSS) {
                return Check.JOBS_KEPT;
            }
            if (refusal.reason() == RefusedException.Reason.TOKEN_CONFLICT) {
                return Check.ONE_JOB_A_TOKEN;
            }
        }
        return Check.OTHERS_UNHARMED;
    }

    /** Waits for the end of a job, and cancels it on the way if that is its fate. Returns whether the end was seen. */
    boolean follow(MixedJob job, JobHandle handle) {
        job.cancelAfter().ifPresent(after -> {
            boolean unused = isStoppedWithin(after);
            cancel(handle);
        });
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                JobStatus end = handle.watch(status -> {}, Duration.ofNanos(deadline - System.nanoTime()));
                ledger.observe(end);
                return true;
            } catch (WaitTimedOutException e) {
                break;
            } catch (JangadaException e) {
                if (!e.retryable()) {
                    findings.broken(
                            e instanceof RefusedException ? Check.JOBS_KEPT : Check.OTHERS_UNHARMED,
                            "watching " + handle + " (" + job.token() + ") ends with: " + e.getMessage());
                    return false;
                }
            }
        }
        findings.broken(
                Check.RECOVERS_IN_TIME,
                handle + " (" + job.token() + ") does not end within " + patience.toSeconds() + " s");
        return false;
    }

    private void cancel(JobHandle handle) {
        try {
            var unused = handle.cancel("by the chaos run");
        } catch (JangadaException e) {
            // Too late, or no leader for a while. The expectation allows for both ends.
        }
    }

    /** A client for the checks. */
    Jangada client() {
        return client;
    }

    /** Lets the clients end once the jobs that they wait for have ended. */
    void stop() {
        stopping.countDown();
    }

    /** Waits until all clients have ended. Returns whether they have. */
    boolean awaitStopped(Duration atMost) throws InterruptedException {
        stop();
        threads.shutdown();
        return threads.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        stop();
        threads.shutdownNow();
        client.close();
        otherClient.close();
    }
}
