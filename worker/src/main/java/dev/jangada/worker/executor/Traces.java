package dev.jangada.worker.executor;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TimeZone;

/**
 * What code leaves in a JVM beside its classes, as far as that can be seen: threads, processes, system properties, and the
 * JVM's defaults. A job that has left none of it may be followed by another in the same JVM.
 *
 * @param threads those alive
 * @param properties all of them
 * @param locale the default
 * @param zone the default
 * @param standardStreams {@code System.in}, {@code out} and {@code err}
 */
record Traces(Set<Thread> threads, Properties properties, Locale locale, TimeZone zone, List<Object> standardStreams) {
    /** Threads of the engine and of the JDK that come and go with their work. */
    private static final List<String> OURS =
            List.of("slot-", "executor-", "grpc-", "warm-up", "ForkJoinPool.commonPool-", "Cleaner-", "process reaper");

    /** What there is now. */
    static Traces now() {
        TimeZone zone = TimeZone.getDefault(); // the first call sets a property
        return new Traces(
                Set.copyOf(liveThreads()),
                (Properties) System.getProperties().clone(),
                Locale.getDefault(),
                zone,
                streams());
    }

    private static List<Object> streams() {
        PrintStream out = System.out;
        PrintStream err = System.err;
        return List.of(System.in, out, err);
    }

    private static Set<Thread> liveThreads() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Thread[] found = new Thread[2 * root.activeCount() + 64];
        int count = root.enumerate(found);
        return new HashSet<>(Arrays.asList(found).subList(0, count));
    }

    /** What has come since then and stays, in words; empty if nothing. */
    Optional<String> sinceThen() {
        for (Thread thread : liveThreads()) {
            boolean isOurs = OURS.stream().anyMatch(thread.getName()::startsWith);
            if (!isOurs && !threads.contains(thread)) {
                return Optional.of("the thread '" + thread.getName() + "'");
            }
        }
        if (ProcessHandle.current().children().findAny().isPresent()) {
            return Optional.of("a process");
        }
        Set<Object> changed = new HashSet<>(System.getProperties().entrySet());
        changed.removeAll(properties.entrySet());
        if (!changed.isEmpty()) {
            return Optional.of("the system properties " + changed);
        }
        boolean isSame = Locale.getDefault().equals(locale)
                && TimeZone.getDefault().equals(zone)
                && streams().equals(standardStreams);
        return isSame ? Optional.empty() : Optional.of("defaults of the JVM");
    }
}
