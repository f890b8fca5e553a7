package dev.jangada.chaos.run;

import dev.jangada.chaos.check.Findings;
import dev.jangada.chaos.fault.FaultKind;
import dev.jangada.client.MastersStatus.Failover;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a run came to.
 *
 * @param plan what was to happen
 * @param target what was broken
 * @param timeline what happened
 * @param findings what the checks found
 * @param ends how many jobs ended how
 * @param faults the faults and what they cost
 */
public record RunResult(
        ChaosRun.Plan plan,
        String target,
        Timeline timeline,
        Findings findings,
        Map<String, Integer> ends,
        Faults faults) {
    /**
     * The faults and what they cost.
     *
     * @param done how many of each kind
     * @param skipped the kinds that were asked for and not available, with the reason
     * @param failovers the changes of leader
     * @param recoveries from the end of each fault until the cluster was whole
     * @param resumed the time that a small job took which was submitted then
     */
    public record Faults(
            Map<FaultKind, Integer> done,
            Map<FaultKind, String> skipped,
            List<Failover> failovers,
            List<Duration> recoveries,
            List<Duration> resumed) {}

    /** Whether every check held. */
    public boolean isGreen() {
        return findings.violations().isEmpty();
    }

    /** All jobs that were seen to end. */
    public int jobs() {
        return ends.values().stream().mapToInt(Integer::intValue).sum();
    }
}
