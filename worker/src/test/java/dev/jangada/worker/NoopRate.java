package dev.jangada.worker;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.jangada.engine.input.Split;
import dev.jangada.protocol.v1.Assignment;
import dev.jangada.protocol.v1.Directive;
import dev.jangada.protocol.v1.Report;
import dev.jangada.worker.attempt.AttemptNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Prints how many attempts that do nothing two workers run a second when the leader answers at once: arguments are the
 * attempts per run, the attempts that a worker holds, and in-process or child.
 */
public final class NoopRate {

    private static final int RUNS = 5;

    private final int attempts;
    private final int depth;
    private final AtomicInteger assigned = new AtomicInteger();
    private final AtomicInteger settled = new AtomicInteger();
    private final AtomicLong reports = new AtomicLong();
    private final FakeLeader leader;

    private NoopRate(int attempts, int depth, FakeLeader leader) {
        this.attempts = attempts;
        this.depth = depth;
        this.leader = leader;
    }

    public static void main(String[] args) throws Exception {
        int attempts = Integer.parseInt(args[0]);
        int depth = Integer.parseInt(args[1]);
        boolean inProcess = args[2].equals("in-process");
        Path root = Files.createTempDirectory("noop-rate");
        try (FakeLeader leader = FakeLeader.leading("m1", 1).forgetful();
                Worker first = Worker.start(configuration("w1", root, leader, inProcess));
                Worker second = Worker.start(configuration("w2", root, leader, inProcess))) {
            await().until(() -> leader.hasWorker("w1") && leader.hasWorker("w2"));
            for (int run = 0; run < RUNS; run++) {
                new NoopRate(attempts, depth, leader).run(first.shufflePort() != second.shufflePort());
            }
        }
    }

    private static WorkerConfiguration configuration(String id, Path root, FakeLeader leader, boolean inProcess) {
        WorkerConfiguration child = WorkerConfiguration.of(id, List.of(leader.address()), root.resolve(id));
        return inProcess ? child.inProcess(2) : child;
    }

    private void run(boolean areTwo) {
        leader.onReport(this::reported);
        long begin = System.nanoTime();
        for (String worker : List.of("w1", "w2")) {
            Directive.Builder first = Directive.newBuilder()
                    .addJobs(TestJobs.describe(TestJobs.request(TestJobs.Noop.class, Map.of()), attempts, 0));
            assign(first, depth);
            leader.send(worker, first.build());
        }
        await().atMost(Duration.ofMinutes(5)).pollInterval(Duration.ofMillis(1)).until(() -> settled.get() == attempts);
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(
                "%d attempts, %d held by each of %s workers: %.2f s, %.0f/s, %d reports%n",
                attempts, depth, areTwo ? "two" : "?", seconds, attempts / seconds, reports.get());
        for (String worker : List.of("w1", "w2")) {
            leader.send(
                    worker, Directive.newBuilder().addForgetJobs(TestJobs.JOB).build());
        }
    }

    private void reported(String worker, Report report) {
        reports.incrementAndGet();
        if (report.getOutcomesCount() == 0) {
            return;
        }
        Directive.Builder answer = Directive.newBuilder();
        report.getOutcomesList().forEach(outcome -> {
            if (!outcome.hasCommitted()) {
                System.out.println(AttemptNames.text(outcome.getAttempt()) + " " + outcome);
            }
            answer.addSettled(outcome.getAttempt());
        });
        assign(answer, report.getOutcomesCount());
        leader.send(worker, answer.build());
        settled.addAndGet(report.getOutcomesCount());
    }

    private void assign(Directive.Builder directive, int count) {
        IntStream.range(0, count)
                .map(i -> assigned.getAndIncrement())
                .filter(index -> index < attempts)
                .forEach(index -> directive.addAssign(Assignment.newBuilder()
                        .setAttempt(TestJobs.map(index))
                        .setSplit(ByteString.copyFrom(new Split(index, List.of()).encode()))));
    }
}
