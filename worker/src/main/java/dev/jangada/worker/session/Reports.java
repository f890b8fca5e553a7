package dev.jangada.worker.session;

import dev.jangada.protocol.v1.AttemptProgress;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.LogTail;
import dev.jangada.protocol.v1.LostOutput;
import dev.jangada.protocol.v1.Outcome;
import dev.jangada.protocol.v1.PlanChunk;
import dev.jangada.protocol.v1.Report;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Collects what is to be told on the present stream, and cuts it into reports of bounded size. Owned by the
 * {@link WorkerCore}.
 */
final class Reports {

    /** About the size at which a report is full; masters refuse messages that are much larger. */
    static final int REPORT_BYTES = 1 << 20;

    private static final int SMALL_ITEM_BYTES = 64;
    /** Ends of logs in a heartbeat, of a few KB each; others wait for the next. */
    private static final int MOST_LOGS = 100;

    private final Map<AttemptRef, HeldAttempt> changed = new LinkedHashMap<>();
    private final Set<AttemptRef> losses = new LinkedHashSet<>();
    private boolean isSlotFreed;
    private boolean isUrgent;

    /** A new stream: everything is news again. */
    void begin(Collection<HeldAttempt> held, Collection<LostOutput> lost) {
        clear();
        for (HeldAttempt attempt : held) {
            if (attempt.isStarted || !attempt.chunks.isEmpty() || attempt.outcome != null) {
                changed.put(attempt.attempt, attempt);
            }
        }
        lost.forEach(loss -> losses.add(loss.getLost()));
        isUrgent = !changed.isEmpty();
        isSlotFreed = true; // the first report says how many slots are free
    }

    void clear() {
        changed.clear();
        losses.clear();
        isSlotFreed = false;
        isUrgent = false;
    }

    void add(HeldAttempt attempt) {
        changed.put(attempt.attempt, attempt);
        isUrgent |= !attempt.chunks.isEmpty() || attempt.outcome != null;
    }

    void add(LostOutput loss) {
        losses.add(loss.getLost());
    }

    void drop(AttemptRef attempt) {
        changed.remove(attempt);
    }

    void slotFreed() {
        isSlotFreed = true;
    }

    boolean hasNews() {
        return isSlotFreed || isUrgent || !losses.isEmpty();
    }

    boolean hasSmallNews() {
        return !changed.isEmpty();
    }

    /** The next report, with as much of the news as fits. */
    Report.Builder next(Map<AttemptRef, LostOutput> lost) {
        Report.Builder report = Report.newBuilder();
        isSlotFreed = false;
        int bytes = 0;
        for (AttemptRef loss : losses) {
            LostOutput item = lost.get(loss);
            if (item != null) {
                report.addLostOutputs(item);
                bytes += item.getSerializedSize();
            }
        }
        losses.clear();
        for (Iterator<HeldAttempt> all = changed.values().iterator(); all.hasNext() && bytes < REPORT_BYTES; ) {
            HeldAttempt attempt = all.next();
            bytes += add(attempt, REPORT_BYTES - bytes, report);
            if (attempt.chunksTold == attempt.chunks.size() && (attempt.outcome == null || attempt.isOutcomeTold)) {
                all.remove();
            }
        }
        isUrgent &= !changed.isEmpty();
        return report;
    }

    /** Tells of one attempt, chunks before the outcome that they belong to; returns about how many bytes it took. */
    private static int add(HeldAttempt attempt, int room, Report.Builder report) {
        int bytes = 0;
        Outcome outcome = attempt.outcome;
        if (attempt.isStarted && !attempt.isStartTold && outcome == null) {
            report.addStarted(attempt.attempt); // an outcome says it as well
            bytes += SMALL_ITEM_BYTES;
        }
        attempt.isStartTold = true;
        while (attempt.chunksTold < attempt.chunks.size()) {
            if (bytes >= room) {
                return bytes;
            }
            PlanChunk chunk = attempt.chunks.get(attempt.chunksTold++);
            report.addPlanChunks(chunk);
            bytes += chunk.getSerializedSize();
        }
        if (outcome != null && !attempt.isOutcomeTold) {
            attempt.isOutcomeTold = true;
            report.addOutcomes(outcome);
            bytes += outcome.getSerializedSize();
        }
        return bytes;
    }

    /** Adds how far running attempts are, where that is news or they show at least that they live. */
    static void addProgress(Collection<HeldAttempt> held, Report.Builder report) {
        for (HeldAttempt attempt : held) {
            if (attempt.isRunning() && (attempt.progress > attempt.progressTold || attempt.isAlive)) {
                attempt.progressTold = attempt.progress;
                attempt.isAlive = false;
                report.addProgress(
                        AttemptProgress.newBuilder().setAttempt(attempt.attempt).setFraction(attempt.progress));
            }
        }
        addLogs(held, report);
    }

    private static void addLogs(Collection<HeldAttempt> held, Report.Builder report) {
        for (HeldAttempt attempt : held) {
            if (attempt.isRunning() && !attempt.isLogTold && report.getLogsCount() < MOST_LOGS) {
                attempt.isLogTold = true;
                report.addLogs(LogTail.newBuilder().setAttempt(attempt.attempt).setText(attempt.log));
            }
        }
    }
}
