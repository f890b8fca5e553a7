package dev.jangada.chaos.docker;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Something that comes and goes, once a second, until it is stopped. It has a thread of its own. */
final class Flapping {
    private static final long HALF_PERIOD_MILLIS = 500;

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final FutureTask<Boolean> work;

    /** One direction of the change. */
    @FunctionalInterface
    interface Change {
        void run() throws Exception;
    }

    private Flapping(Change there, Change gone) {
        work = new FutureTask<>(() -> {
            boolean goesOn = true;
            while (goesOn) {
                there.run();
                goesOn = !stopping.await(HALF_PERIOD_MILLIS, TimeUnit.MILLISECONDS);
                gone.run();
                goesOn = goesOn && !stopping.await(HALF_PERIOD_MILLIS, TimeUnit.MILLISECONDS);
            }
            return true;
        });
    }

    /** Begins, with the change there. */
    static Flapping start(Change there, Change gone) {
        Flapping flapping = new Flapping(there, gone);
        Thread thread = new Thread(flapping.work, "flapping");
        thread.setDaemon(true);
        thread.start();
        return flapping;
    }

    /** Ends, with the change gone; throws what went wrong on the way. */
    void stop() throws Exception {
        stopping.countDown();
        boolean unused = work.get();
    }
}
