package dev.jangada.chaos.run;

import dev.jangada.chaos.check.Health;
import dev.jangada.chaos.check.JobLedger;
import dev.jangada.chaos.check.ReplicaHashes;
import dev.jangada.chaos.run.Timeline.What;
import dev.jangada.client.Jangada;
import dev.jangada.client.JangadaException;
import dev.jangada.client.MastersStatus;
import dev.jangada.client.MastersStatus.Failover;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Looks at masters and jobs all the time: samples state hashes, notes elections, compares the jobs with the ledger. Runs on
 * one thread; results are for others once it has ended.
 */
final class Monitor implements Runnable {
    private static final long LOOK_EVERY_MILLIS = 250;
    private static final int LIST_JOBS_EVERY = 12;

    private final Health health;
    private final Jangada client;
    private final JobLedger ledger;
    private final ReplicaHashes hashes;
    private final Timeline timeline;
    private final Map<Long, Failover> failovers = new TreeMap<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    Monitor(Health health, Jangada client, JobLedger ledger, ReplicaHashes hashes, Timeline timeline) {
        this.health = health;
        this.client = client;
        this.ledger = ledger;
        this.hashes = hashes;
        this.timeline = timeline;
    }

    @Override
    public void run() {
        int round = 0;
        try {
            while (!stopping.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                health.masters().ifPresent(this::look);
                if (++round % LIST_JOBS_EVERY == 0) {
                    compareJobs();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stopped.countDown();
        }
    }

    private void look(MastersStatus masters) {
        hashes.sample(masters);
        masters.lastFailover().ifPresent(failover -> {
            Failover before = failovers.put(failover.term(), failover);
            if (before == null && !failover.previousLeader().isEmpty()) {
                timeline.add(
                        What.ELECTION,
                        failover.leader() + " leads term " + failover.term() + " after " + failover.previousLeader()
                                + ", " + failover.outage().toMillis() + " ms without a leader");
            }
        });
    }

    private void compareJobs() {
        try {
            ledger.compare(ledger.known(), client.jobs(0));
        } catch (JangadaException e) {
            if (!e.retryable()) {
                timeline.add(What.NOTE, "the jobs cannot be listed: " + e.getMessage());
            }
        }
    }

    /** Ends the thread and waits for that. */
    void stop() throws InterruptedException {
        stopping.countDown();
        stopped.await();
    }

    /** The changes of leader that were seen, by term; without the first leader, which followed nobody. */
    List<Failover> failovers() {
        List<Failover> changes = new ArrayList<>(failovers.values());
        changes.removeIf(failover -> failover.previousLeader().isEmpty());
        return changes;
    }
}
