package dev.jangada.master.leader;

import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.JobSpec;
import dev.jangada.coordinator.state.JobState;
import dev.jangada.master.FakeReplicatedCore;
import dev.jangada.master.FakeWorker;
import dev.jangada.protocol.v1.Assignment;
import dev.jangada.protocol.v1.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Prints how many no-op tasks a second the loop gets through with two workers, each entry taking some time. */
final class LeaderRate {
    private static final int TASKS = 10_000;

    private LeaderRate() {}

    public static void main(String[] arguments) throws Exception {
        long entryMicros = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1_500;
        for (int round = 0; round < 4; round++) {
            run(entryMicros);
        }
    }

    private static void run(long entryMicros) throws Exception {
        FakeReplicatedCore core = new FakeReplicatedCore();
        core.hold();
        Thread log = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                int due = core.waiting();
                LockSupport.parkNanos(entryMicros * 1_000);
                for (int i = 0; i < due; i++) {
                    core.releaseOne();
                }
            }
        });
        log.setDaemon(true);
        log.start();
        LeaderSession leader = LeaderSession.start(
                1,
                0,
                core,
                new LeaderSurroundings(
                        "m1",
                        "rate",
                        LeaderSettings.DEFAULT,
                        LeaderSurroundings::monotonicMillis,
                        System::currentTimeMillis,
                        JobObserver.NONE,
                        (code, message, cause) -> cause.printStackTrace()));
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            FakeWorker worker = new FakeWorker("w" + i, "a", 4).attach(leader);
            Thread thread = new Thread(() -> work(worker, leader));
            thread.setDaemon(true);
            thread.start();
            workers.add(thread);
        }
        long begin = System.nanoTime();
        JobSpec spec = new JobSpec(
                "noop", "noop", List.of(), List.of(), List.of(), Optional.of("/out"), JobSpec.Options.DEFAULT);
        leader.submit(new Command.SubmitJob("t", spec)).get();
        while (core.read(state -> state.jobs().iterator().next().state() != JobState.SUCCEEDED)) {
            LockSupport.parkNanos(1_000_000);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(
                "%d tasks in %.2f s: %.0f tasks/s, %d entries, entry takes %d us%n",
                TASKS, seconds, TASKS / seconds, core.batches().size(), entryMicros);
        leader.end("done");
        log.interrupt();
        workers.forEach(Thread::interrupt);
    }

    private static void work(FakeWorker worker, LeaderSession leader) {
        try {
            while (true) {
                List<Assignment> work = new ArrayList<>();
                work.add(worker.next());
                work.addAll(worker.drain());
                Report.Builder report = Report.newBuilder();
                work.forEach(task -> report.mergeFrom(FakeWorker.success(task, TASKS, 1, worker.version())));
                leader.reported(worker, report.build());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
