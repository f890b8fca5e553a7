package dev.jangada.chaos.process;

import dev.jangada.chaos.cluster.ProcessCluster;
import dev.jangada.chaos.cluster.Signals;
import dev.jangada.chaos.fault.Injection;
import dev.jangada.chaos.fault.PlannedFault;
import dev.jangada.chaos.fault.Roles;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A worker and its executors get about a twentieth of the time: they stand still, but for a moment now and then. */
final class SlowBreaker implements Breaker {
    private static final long RUN_MILLIS = 15;
    private static final long STAND_MILLIS = 285;

    private final ProcessCluster cluster;

    SlowBreaker(ProcessCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public Optional<Injection> begin(PlannedFault fault, Roles roles) {
        Optional<String> worker = roles.worker(fault.random());
        return worker.flatMap(cluster::pid).flatMap(ProcessHandle::of).map(process -> slow(worker.get(), process));
    }

    private static Injection slow(String worker, ProcessHandle process) {
        CountDownLatch over = new CountDownLatch(1);
        Thread braking = new Thread(() -> brake(process, over), "chaos-slow");
        braking.setDaemon(true);
        braking.start();
        return new Fault(worker + " gets a twentieth of the time", () -> {
            over.countDown();
            braking.join();
        });
    }

    private static void brake(ProcessHandle process, CountDownLatch over) {
        try {
            boolean isOver = false;
            while (!isOver && process.isAlive()) {
                List<Long> pids = Stream.concat(Stream.of(process), process.descendants())
                        .map(ProcessHandle::pid)
                        .toList();
                pids.forEach(pid -> send(pid, true));
                isOver = over.await(STAND_MILLIS, TimeUnit.MILLISECONDS);
                pids.forEach(pid -> send(pid, false));
                isOver = isOver || over.await(RUN_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(long pid, boolean stop) {
        try {
            if (stop) {
                Signals.stop(pid);
            } else {
                Signals.goOn(pid);
            }
        } catch (IllegalStateException e) {
            // Executors come and go; this one has just gone.
        }
    }
}
