package dev.jangada.coordinator.state;

import dev.jangada.coordinator.PoisonRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the failures of a task teach about its next attempts.
 *
 * @param runsAlone whether it is suspected to end the process that it runs in, and so gets one of its own
 * @param skips the records that its attempts leave out, in the order in which that was decided
 * @param failedAt the record that its last failure with a known record was at, unless it is skipped since
 * @param failuresThere how many failures in a row were at that record
 */
public record Caution(boolean runsAlone, List<PoisonRecord> skips, Optional<PoisonRecord> failedAt, int failuresThere) {
    /** Of a task that nothing is known against. */
    public static final Caution NONE = new Caution(false, List.of(), Optional.empty(), 0);

    public Caution {
        skips = List.copyOf(skips);
    }

    Caution alone(boolean alone) {
        return new Caution(alone, skips, failedAt, failuresThere);
    }

    /** After another failure, at {@code record}. */
    Caution failed(PoisonRecord record) {
        boolean again = failedAt.isPresent() && failedAt.get().position() == record.position();
        return new Caution(runsAlone, skips, Optional.of(record), again ? failuresThere + 1 : 1);
    }

    /** The record of the last failures is left out from now on. */
    Caution skipping(PoisonRecord record) {
        List<PoisonRecord> more = new ArrayList<>(skips);
        more.add(record);
        return new Caution(runsAlone, more, Optional.empty(), 0);
    }

    /** Adds nothing when there is nothing, so that states from before it was kept have the same hash. */
    void addTo(StableHash hash) {
        if (equals(NONE)) {
            return;
        }
        hash.add(runsAlone).add(failuresThere).add(skips.size());
        skips.forEach(record -> hash.add(record.position()).add(record.where()));
        failedAt.ifPresent(record -> hash.add(record.position()).add(record.where()));
    }
}
