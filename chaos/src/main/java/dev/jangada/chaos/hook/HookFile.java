package dev.jangada.chaos.hook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The hooks of one process, seen from outside. The file has a {@link Hook} a line and may change while the process runs;
 * beside it are
 *
 * <pre>
 * FILE.armed     the hooks that the process knows
 * FILE.reached   a line for each time that one was reached
 * FILE.released  pauses that are over, a line each
 * FILE.problem   why the process cannot do what the file says
 * </pre>
 *
 * <p>Not thread-safe; one object for one file.
 */
public final class HookFile {
    /** The system property that tells the agent its file. */
    public static final String PROPERTY = "jangada.chaos.hooks";

    private final Path file;

    /** Uses a file whose directory exists; the file is created if need be. */
    public HookFile(Path file) {
        this.file = file.toAbsolutePath();
        if (!Files.exists(this.file)) {
            write(this.file, List.of());
        }
    }

    /** Where it is. */
    public Path path() {
        return file;
    }

    /** What the file says. */
    public List<Hook> hooks() {
        return lines(file).stream().map(Hook::parse).toList();
    }

    /** Adds a hook; forgets that it was reached or released before. */
    public void add(Hook hook) {
        for (Path memory : List.of(reached(file), released(file))) {
            write(memory, without(lines(memory), hook));
        }
        List<String> lines = without(lines(file), hook);
        lines.add(hook.toString());
        write(file, lines);
    }

    /** Takes a hook away; whoever waits there goes on. */
    public void remove(Hook hook) {
        write(file, without(lines(file), hook));
        release(hook);
    }

    /** Takes all hooks away. */
    public void clear() {
        hooks().forEach(this::remove);
    }

    /** Lets threads go on that wait at a pause, now and later. */
    public void release(Hook hook) {
        List<String> lines = without(lines(released(file)), hook);
        lines.add(hook.toString());
        write(released(file), lines);
    }

    /**
     * Whether the running process does what the file says now.
     *
     * @throws IllegalArgumentException when it cannot, with the reason
     */
    public boolean isArmed() {
        List<String> problems = lines(problem(file));
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        return lines(armed(file)).equals(lines(file));
    }

    /** How often a hook was reached since it was added. */
    public int timesReached(Hook hook) {
        return (int) lines(reached(file)).stream()
                .filter(line -> line.equals(hook.toString()))
                .count();
    }

    private static List<String> without(List<String> lines, Hook hook) {
        List<String> others = new ArrayList<>(lines);
        others.removeIf(line -> line.equals(hook.toString()));
        return others;
    }

    static Path armed(Path file) {
        return beside(file, ".armed");
    }

    static Path reached(Path file) {
        return beside(file, ".reached");
    }

    static Path released(Path file) {
        return beside(file, ".released");
    }

    static Path problem(Path file) {
        return beside(file, ".problem");
    }

    private static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    /** The lines of a file, without empty ones and those that begin with {@code //}; none if it does not exist. */
    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("//"))
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Replaces a file, all or nothing. */
    static void write(Path file, List<String> lines) {
        Path next = beside(file, ".next");
        try {
            Files.write(next, lines);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
