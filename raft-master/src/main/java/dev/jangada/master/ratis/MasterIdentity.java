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

/**
 * Whose data a directory holds: the file {@code identity} beside the raft directory. Lines of {@code key: value}, for
 * people to read.
 *
 * @param clusterId the cluster
 * @param masterId the master
 * @param formed false while the log is being created for the first time; no other master has heard of this one then
 * @param created when
 * @param founders the masters of the group when it was founded; empty for one that joined
 */
record MasterIdentity(
        String clusterId, String masterId, boolean formed, Instant created, List<MasterAddress> founders) {
    static final String FILE = "identity";

    private static final int FORMAT = 1;

    MasterIdentity {
        founders = List.copyOf(founders);
    }

    MasterIdentity whenFormed() {
        return new MasterIdentity(clusterId, masterId, true, created, founders);
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
                    Instant.parse(value(file, values, "created")),
                    founders);
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
