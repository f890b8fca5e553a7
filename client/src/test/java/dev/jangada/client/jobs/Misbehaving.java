package dev.jangada.client.jobs;

import static dev.jangada.api.Type.LONG;
import static dev.jangada.api.Type.TEXT;

import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Counts lines, and does what a line that begins with {@code !} says. */
public final class Misbehaving implements JobDefinition {
    private static final long A_MOMENT_NANOS = 300_000_000;
    private static final int MEBIBYTE = 1 << 20;

    @Override
    public void define(JobBuilder job) {
        Path notes = Path.of(job.arguments().string("notes", "/dev/null"));
        job.readText()
                .map(TEXT, LONG, (line, out) -> {
                    String text = line.toString();
                    if (text.startsWith("!")) {
                        misbehave(text.substring(1), notes);
                    }
                    out.emit(line, 1);
                })
                .sum()
                .writeText();
    }

    private static void misbehave(String what, Path notes) throws IOException {
        System.out.println("about to " + what);
        switch (what) {
            case "throw" -> throw new IllegalStateException("no good");
            case "exit" -> System.exit(3);
            case "halt" -> halt();
            case "exhaust" -> exhaust();
            case "overflow" -> overflow(0);
            case "print" -> print();
            case "spawn" -> spawn(notes);
            default -> LockSupport.parkNanos(A_MOMENT_NANOS);
        }
    }

    /** Long enough after it began for others to have begun in the same JVM. */
    private static void halt() {
        LockSupport.parkNanos(A_MOMENT_NANOS);
        Runtime.getRuntime().halt(4);
    }

    private static void exhaust() {
        List<byte[]> kept = new ArrayList<>();
        while (!kept.contains(new byte[0])) {
            kept.add(new byte[8 * MEBIBYTE]);
        }
    }

    private static int overflow(int depth) {
        return depth < 0 ? depth : 1 + overflow(depth + 1);
    }

    private static void print() {
        for (int i = 0; i < 100_000; i++) {
            System.out.println("line " + i + " of very many");
        }
        throw new IllegalStateException("printed enough");
    }

    /** A child and a grandchild, which outlive what started them unless somebody ends them. */
    private static void spawn(Path notes) throws IOException {
        Process child = new ProcessBuilder("sh", "-c", "sleep 600 & echo $!; wait")
                .redirectErrorStream(true)
                .start();
        String grandchild = child.inputReader().readLine();
        Files.writeString(notes, child.pid() + " " + grandchild);
        throw new IllegalStateException("spawned " + child.pid() + " and " + grandchild);
    }
}
