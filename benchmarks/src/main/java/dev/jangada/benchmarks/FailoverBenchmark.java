package dev.jangada.benchmarks;

import dev.jangada.client.Jangada;
import dev.jangada.client.Job;
import dev.jangada.client.JobHandle;
import dev.jangada.client.MastersStatus;
import dev.jangada.client.NoLeaderException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Kills the leader again and again under a running job, each time after the last victim is back. */
final class FailoverBenchmark {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path at;
    private final PrintWriter out;

    FailoverBenchmark(Path at, PrintWriter out) {
        this.at = at;
        this.out = out;
    }

    void run(int kills) throws Exception {
        out.printf(
                "%d cores, Java %s, 3 masters and 2 workers as processes under %s%n",
                Runtime.getRuntime().availableProcessors(), Runtime.version(), at);
        List<Long> millis = new ArrayList<>();
        try (LocalCluster cluster = LocalCluster.start(at, List.of());
                Jangada jangada = Jangada.connect(cluster.masters())) {
            // More tasks than can end in the time, so that one is always waiting to be assigned, and long enough that
            // the
            // tasks themselves leave the machine in peace: four slots free one every 25 ms.
            JobHandle job = jangada.submit(Job.builtIn("pause")
                    .arg("tasks", "20000")
                    .arg("millis", "100")
                    .output(at.resolve("output")));
            for (int kill = 1; kill <= kills; kill++) {
                millis.add(oneKill(cluster, jangada, kill));
            }
            job.cancel("the benchmark is done");
        }
        Summary summary = Summary.of(millis);
        out.printf(
                "kill to next task assigned: median %.2f s, minimum %.2f s, maximum %.2f s over %d kills%n",
                summary.median() / 1e3, summary.minimum() / 1e3, summary.maximum() / 1e3, millis.size());
    }

    private long oneKill(LocalCluster cluster, Jangada jangada, int kill) throws IOException, InterruptedException {
        MastersStatus before = awaitWholeGroup(jangada);
        MastersStatus.Master leader = before.leader().orElseThrow();
        ProcessHandle process = cluster.process(leader.id());
        Instant killedAt = Instant.now();
        process.destroyForcibly();
        MastersStatus.Failover failover = awaitFailover(jangada, leader.term());
        Instant assigned = failover.at().plus(failover.firstAssignment().orElseThrow());
        long took = Duration.between(killedAt, assigned).toMillis();
        out.printf(
                "kill %2d: %s to %s in term %d: next task assigned after %.2f s, of them %.2f s until a leader "
                        + "was ready%n",
                kill,
                leader.id(),
                failover.leader(),
                failover.term(),
                took / 1e3,
                Duration.between(killedAt, failover.at()).toMillis() / 1e3);
        cluster.restart(leader.id());
        return took;
    }

    /** Waits until all masters answer, one leads, and none is behind by more than what is in flight. */
    private static MastersStatus awaitWholeGroup(Jangada jangada) throws InterruptedException {
        return poll("three masters at work", () -> {
            MastersStatus now = jangada.masters();
            long head = now.leader().map(MastersStatus.Master::appliedIndex).orElse(Long.MAX_VALUE);
            boolean whole = now.masters().size() == 3
                    && now.masters().stream()
                            .allMatch(m ->
                                    m.alive() && !m.role().equals("UNREACHABLE") && m.appliedIndex() + 200 >= head);
            return whole ? Optional.of(now) : Optional.empty();
        });
    }

    private static MastersStatus.Failover awaitFailover(Jangada jangada, long oldTerm) throws InterruptedException {
        return poll(
                "the next assignment after term " + oldTerm,
                () -> jangada.masters()
                        .lastFailover()
                        .filter(f -> f.term() > oldTerm && f.firstAssignment().isPresent()));
    }

    private interface Probe<T> {
        Optional<T> look();
    }

    private static <T> T poll(String what, Probe<T> probe) throws InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(deadline)) {
            try {
                Optional<T> found = probe.look();
                if (found.isPresent()) {
                    return found.get();
                }
            } catch (NoLeaderException e) {
                // Expected while there is none; the deadline bounds how long.
            }
            Thread.sleep(POLL.toMillis());
        }
        throw new IllegalStateException("waited " + PATIENCE.toSeconds() + " s in vain for " + what);
    }
}
