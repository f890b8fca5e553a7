package dev.jangada.master.ratis;

import dev.jangada.master.replication.Leadership.MasterAddress;
import dev.jangada.master.replication.MasterStartException;
import dev.jangada.master.replication.MasterStartException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Whose data a directory holds: the file {@code identity} beside the raft directory. Lines of {@code key: value}, for
 * people to read.
 *
 * @param clusterId the cluster
 * @param masterId the master
 * @param formed false while the log is being created for the first time; no other master has heard of this one then
 * @param removed whether it is no member of its cluster any more
 * @param disk drawn at random when the directory was made
 * @param boot how often a master was started on it
 * @param generation of the cluster; one more after each recovery from the loss of a majority
 * @param created when
 * @param founders the masters of the group when it was founded; empty for one that joined
 */
record MasterIdentity(
        String clusterId,
        String masterId,
        boolean formed,
        boolean removed,
        String disk,
        long boot,
        long generation,
        Instant created,
        List<MasterAddress> founders) {
    static final String FILE = "identity";

    private static final int FORMAT = 1;

    MasterIdentity {
        founders = List.copyOf(founders);
    }

    MasterIdentity whenFormed() {
        return new MasterIdentity(clusterId, masterId, true, removed, disk, boot, generation, created, founders);
    }

    MasterIdentity whenRemoved() {
        return new MasterIdentity(clusterId, masterId, formed, true, disk, boot, generation, created, founders);
    }

    /** At the next start. */
    MasterIdentity atNextBoot() {
        return new MasterIdentity(clusterId, masterId, formed, removed, disk, boot + 1, generation, created, founders);
    }

    /** In the generation that begins with this master alone, which founded nothing then. */
    MasterIdentity inGeneration(long next) {
        return new MasterIdentity(clusterId, masterId, true, removed, disk, boot, next, created, List.of());
    }

    /** A new identity of a disk. */
    static String newDisk() {
        return UUID.randomUUID().toString();
    }

    void write(Path directory) throws IOException {
        StringBuilder text = new StringBuilder(300)
                .append("format: ")
                .append(FORMAT)
                .append("\ncluster: ")
                .append(clusterId)
                .append("\nmaster: ")
                .append(masterId)
                .append("\nformed: ")
                .append(formed)
                .append(removed ? "\nremoved: true" : "")
                .append("\ndisk: ")
                .append(disk)
                .append("\nboot: ")
                .append(boot)
                .append("\ngeneration: ")
                .append(generation)
                .append("\ncreated: ")
                .append(created)
                .append('\n');
        for (MasterAddress founder : founders) {
            text.append("founder: ")
                    .append(String.join(
                            " ",
                            founder.id(),
                            founder.raftAddress(),
                            orDash(founder.apiAddress()),
                            orDash(founder.httpAddress())))
                    .append('\n');
        }
        DurableFiles.replace(
                directory.resolve(FILE),
                directory.resolve(FILE + ".tmp"),
                ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    static MasterIdentity read(Path directory) throws IOException, MasterStartException {
        Path file = directory.resolve(FILE);
        Map<String, String> values = new HashMap<>();
        List<MasterAddress> founders = new ArrayList<>();
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            String[] keyAndValue = line.split(": ", 2);
            if (keyAndValue.length != 2) {
                throw damaged(file, "it has the line '" + line + "'");
            }
            if (keyAndValue[0].equals("founder")) {
                founders.add(founder(file, keyAndValue[1]));
            } else {
                values.put(keyAndValue[0], keyAndValue[1]);
            }
        }
        if (!value(file, values, "format").equals(Integer.toString(FORMAT))) {
            throw new MasterStartException(
                    Reason.NEWER_FORMAT,
                    file + " has format " + values.get("format") + ", and this version knows " + FORMAT
                            + " only: start a newer version on this directory");
        }
        try {
            return new MasterIdentity(
                    value(file, values, "cluster"),
                    value(file, values, "master"),
                    Boolean.parseBoolean(value(file, values, "formed")),
                    Boolean.parseBoolean(values.getOrDefault("removed", "false")),
                    values.getOrDefault("disk", newDisk()),
                    Long.parseLong(values.getOrDefault("boot", "0")),
                    Long.parseLong(values.getOrDefault("generation", "0")),
                    Instant.parse(value(file, values, "created")),
                    founders);
        } catch (NumberFormatException e) {
            throw damaged(file, "it has a number that is none");
        } catch (DateTimeParseException e) {
            throw damaged(file, "its date is '" + values.get("created") + "'");
        }
    }

    private static String value(Path file, Map<String, String> values, String key) throws MasterStartException {
        String value = values.get(key);
        if (value == null) {
            throw damaged(file, "it has no line '" + key + ": ...'");
        }
        return value;
    }

    private static MasterAddress founder(Path file, String text) throws MasterStartException {
        String[] fields = text.split(" ");
        if (fields.length != 4) {
            throw damaged(file, "it has the founder '" + text + "'");
        }
        return new MasterAddress(fields[0], fields[1], dashToEmpty(fields[2]), dashToEmpty(fields[3]));
    }

    private static MasterStartException damaged(Path file, String how) {
        return new MasterStartException(
                Reason.STORAGE_DAMAGED,
                file + " is damaged (" + how + "): restore it, or remove this master from its cluster and add a new one"
                        + " with an empty directory");
    }

    private static String orDash(String value) {
        return value.isEmpty() ? "-" : value;
    }

    private static String dashToEmpty(String value) {
        return value.equals("-") ? "" : value;
    }
}
