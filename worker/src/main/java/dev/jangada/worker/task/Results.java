package dev.jangada.worker.task;

import dev.jangada.engine.task.Counters;
import dev.jangada.protocol.v1.AttemptOutcome;
import dev.jangada.protocol.v1.Part;
import dev.jangada.storage.PartSummary;

/** What the engine brings back, as messages. */
final class Results {

    private Results() {}

    /** A result with counters; a user's counter named like one of ours gets a prefix. */
    static AttemptOutcome.Builder counted(Counters counters) {
        AttemptOutcome.Builder outcome = AttemptOutcome.newBuilder();
        counters.builtIn().forEach(outcome::putCounters);
        counters.user().forEach((name, count) -> {
            boolean taken = counters.builtIn().containsKey(name);
            outcome.putCounters(taken ? "user." + name : name, count);
        });
        return outcome;
    }

    static Part part(PartSummary summary) {
        return Part.newBuilder()
                .setName(summary.name())
                .setRecords(summary.records())
                .setBytes(summary.bytes())
                .setCrc32C(summary.crc32c())
                .build();
    }
}
