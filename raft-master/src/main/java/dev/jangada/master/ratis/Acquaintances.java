package dev.jangada.master.ratis;

import dev.jangada.master.replication.Introduction;
import dev.jangada.master.replication.Introduction.Acquaintance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The masters that this one has met, in the file {@code acquaintances}: a line of id, API address, disk, number of starts,
 * log index and last start for each. Guarded by itself.
 */
final class Acquaintances {
    static final String FILE = "acquaintances";

    /** Masters come and go; a cluster never sees so many. */
    private static final int MOST = 1_000;

    private static final long NANOS_BETWEEN_WRITES = 10_000_000_000L;

    private final Path directory;
    private final Map<String, Acquaintance> known = new TreeMap<>();
    private long writtenAt;

    private Acquaintances(Path directory) {
        this.directory = directory;
    }

    /** Reads the file of a directory; nobody is known if there is none. */
    static Acquaintances in(Path directory) throws IOException {
        Acquaintances acquaintances = new Acquaintances(directory);
        Path file = directory.resolve(FILE);
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                acquaintances.read(file, line);
            }
        }
        return acquaintances;
    }

    private void read(Path file, String line) throws IOException {
        String[] fields = line.split(" ");
        try {
            known.put(
                    fields[0],
                    new Acquaintance(
                            fields[0],
                            fields[1],
                            fields[2],
                            Long.parseLong(fields[3]),
                            fields[5],
                            Long.parseLong(fields[4])));
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw new IOException(
                    file + " is damaged (it has the line '" + line + "'): delete it, other masters remember as well",
                    e);
        }
    }

    synchronized List<Acquaintance> all() {
        return List.copyOf(known.values());
    }

    /**
     * Remembers a master. What it was before stays known as long as it contradicts what it says now: another disk, fewer
     * starts, or as many but not the same.
     */
    synchronized void note(Introduction met, long nowNanos) throws IOException {
        Acquaintance before = known.get(met.master());
        boolean contradicts = before != null
                && (!before.disk().equals(met.disk())
                        || before.boot() > met.boot()
                        || (before.boot() == met.boot() && !before.start().equals(met.start())));
        if (met.disk().isEmpty() || contradicts || (before == null && known.size() >= MOST)) {
            return;
        }
        long index = before == null ? met.index() : Math.max(before.index(), met.index());
        Acquaintance now = new Acquaintance(met.master(), met.api(), met.disk(), met.boot(), met.start(), index);
        known.put(met.master(), now);
        boolean isNews =
                before == null || before.boot() != now.boot() || !before.api().equals(now.api());
        boolean hasGrown = before != null && before.index() != index && nowNanos - writtenAt > NANOS_BETWEEN_WRITES;
        if (isNews || hasGrown) {
            write();
            writtenAt = nowNanos;
        }
    }

    private void write() throws IOException {
        StringBuilder text = new StringBuilder(100 * known.size());
        for (Acquaintance one : known.values()) {
            text.append(one.master())
                    .append(' ')
                    .append(one.api())
                    .append(' ')
                    .append(one.disk())
                    .append(' ')
                    .append(one.boot())
                    .append(' ')
                    .append(one.index())
                    .append(' ')
                    .append(one.start())
                    .append('\n');
        }
        DurableFiles.replace(
                directory.resolve(FILE),
                directory.resolve(FILE + ".tmp"),
                ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
    }
}
