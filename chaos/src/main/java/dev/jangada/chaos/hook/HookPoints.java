package dev.jangada.chaos.hook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What instrumented methods call. Its state belongs to the agent of this JVM, so there is one for each process.
 * Thread-safe.
 */
public final class HookPoints {
    private static final long LOOK_EVERY_NANOS = 10_000_000;
    private static final int KILLED = 137;

    private static final Map<String, List<Armed>> ARMED = new ConcurrentHashMap<>();
    private static volatile @Nullable Path notes;

    /** A hook, and how often it was passed. */
    private record Armed(Hook hook, AtomicInteger passes) {}

    private HookPoints() {}

    /** Where to note what was reached, and to look for what is released. */
    static void noteIn(Path hooksFile) {
        notes = hooksFile;
    }

    /** Replaces the hooks; those that stay go on counting. */
    static synchronized void arm(List<Hook> hooks) {
        Map<String, List<Armed>> next = new HashMap<>();
        for (Hook hook : hooks) {
            Armed armed = ARMED.getOrDefault(hook.key(), List.of()).stream()
                    .filter(old -> old.hook().equals(hook))
                    .findFirst()
                    .orElseGet(() -> new Armed(hook, new AtomicInteger()));
            next.computeIfAbsent(hook.key(), key -> new ArrayList<>()).add(armed);
        }
        ARMED.keySet().retainAll(next.keySet());
        next.forEach((key, list) -> ARMED.put(key, List.copyOf(list)));
    }

    /**
     * Called at each instrumented point; does what the hooks of the point say.
     *
     * @param key {@link Hook#key}
     */
    public static void pass(String key) throws Throwable {
        for (Armed armed : ARMED.getOrDefault(key, List.of())) {
            int pass = armed.passes().incrementAndGet();
            if (armed.hook().time() == 0 || armed.hook().time() == pass) {
                act(armed.hook());
            }
        }
    }

    private static void act(Hook hook) throws Throwable {
        note(hook);
        switch (hook.action()) {
            case HALT -> Runtime.getRuntime().halt(KILLED);
            case PAUSE -> awaitRelease(hook);
            case NOTE -> {}
            case DELAY -> delay(Long.parseLong(hook.argument()) * 1_000_000);
            case THROW -> throw exception(hook);
        }
    }

    private static synchronized void note(Hook hook) throws IOException {
        Path file = notes;
        if (file != null) {
            Files.writeString(
                    HookFile.reached(file), hook + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    private static void awaitRelease(Hook hook) throws IOException {
        Path file = notes;
        while (file != null && !HookFile.lines(HookFile.released(file)).contains(hook.toString())) {
            // an interrupt does not end it: parking returns at once then, so this spins until it is released
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }

    private static void delay(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static Throwable exception(Hook hook) throws ReflectiveOperationException {
        Class<?> type = Class.forName(hook.argument());
        String message = "made by the hook " + hook;
        try {
            return (Throwable) type.getConstructor(String.class).newInstance(message);
        } catch (NoSuchMethodException e) {
            return (Throwable) type.getConstructor().newInstance();
        }
    }
}
