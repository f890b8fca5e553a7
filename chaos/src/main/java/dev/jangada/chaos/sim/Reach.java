package dev.jangada.chaos.sim;

import java.util.EnumMap;
import java.util.Map;

/** Rare things that the schedules must have made happen; one that never happened in a long run fails the build. */
public enum Reach {
    /** A map output was lost while a reduce of its job ran. */
    OUTPUT_LOST_WHILE_REDUCE_RUNS,
    /** A map output was lost after some reduce had committed. */
    OUTPUT_LOST_AFTER_REDUCE_COMMITTED,
    /** A batch was refused because its proposer's term was over. */
    STALE_LEADER_REFUSED,
    /** A command of a fenced or replaced worker epoch was refused. */
    STALE_EPOCH_REFUSED,
    /** A process was refused because another runs under its worker id. */
    WORKER_SUPERSEDED,
    /** A committed reduce attempt was voided. */
    REDUCE_VOIDED,
    /** A running reduce was stopped because it may have read a lost output. */
    REDUCE_RESET,
    /** A commit that had won before came again in the name of an epoch that was fenced since. */
    COMMIT_REPEATED_AFTER_FENCE,
    /** A commit was accepted that had been accepted before. */
    COMMIT_REPEATED,
    /** A commit was refused because the attempt was not live any more. */
    COMMIT_TOO_LATE,
    /** Nobody could remove what a job had left. */
    CLEANUP_SKIPPED,
    /** A job was cancelled in the middle. */
    CANCELLED_RUNNING,
    /** A cancellation came when the job published already. */
    CANCEL_TOO_LATE,
    /** A job failed because its failure budget was spent. */
    FAILURE_BUDGET_SPENT,
    /** A job failed because its loss budget was spent. */
    LOSS_BUDGET_SPENT,
    /** A failure that no other attempt can mend ended a job. */
    PERMANENT_FAILURE,
    /** A lost attempt was tried again. */
    ATTEMPT_LOST,
    /** An executor died under several attempts, and they are suspected. */
    ATTEMPT_SUSPECTED,
    /** A backup attempt was assigned. */
    BACKUP_ASSIGNED,
    /** A backup attempt won. */
    BACKUP_WON,
    /** An attempt was stopped because another one of its task won. */
    LOST_THE_RACE,
    /** An attempt made no progress for too long. */
    ATTEMPT_TIMED_OUT,
    /** A job took longer than it may. */
    DEADLINE_PASSED,
    /** A record that user code fails on was left out. */
    RECORD_SKIPPED,
    /** A reader could not reach a holder. */
    HOLDER_UNREACHED,
    /** A worker was fenced. */
    WORKER_FENCED,
    /** A drained worker left. */
    WORKER_RETIRED,
    /** A worker gave an attempt back. */
    ATTEMPT_RELEASED,
    /** A submit was repeated with its token. */
    SUBMIT_REPEATED,
    /** A token was refused for another job. */
    TOKEN_CONFLICT,
    /** A submit was sent again after its answer was lost, and another master answered. */
    SUBMIT_AFTER_FAILOVER,
    /** A leader lost batches that it had proposed. */
    UNCOMMITTED_SUFFIX_LOST,
    /** A batch of a leader that had died was committed by the next. */
    UNCOMMITTED_SUFFIX_KEPT,
    /** A master started again from a snapshot. */
    RESTORED_FROM_SNAPSHOT,
    /** A master was sent a snapshot. */
    SNAPSHOT_INSTALLED,
    /** A master lost what its disk had not synced. */
    UNSYNCED_TAIL_LOST,
    /** Two masters believed to lead at the same time. */
    TWO_LEADERS,
    /** A failover happened while a job ran. */
    FAILOVER_IN_JOB,
    /** A flipped bit in a map output was found. */
    CORRUPTION_FOUND,
    /** An output was published again by another attempt. */
    PUBLISHED_AGAIN,
    /** A read was refused because the master could not confirm that it leads. */
    STALE_READ_REFUSED;

    /** Whether only a long run can be expected to reach it. */
    public boolean isVeryRare() {
        return switch (this) {
            case STALE_EPOCH_REFUSED, UNCOMMITTED_SUFFIX_LOST, ATTEMPT_RELEASED -> true;
            default -> false;
        };
    }

    /**
     * Whether no schedule is expected to reach it: 20,000 did not. A real leader refuses what an old epoch says before it asks
     * the core; the core's own fence is seen by the misled leader, who must catch the bug planted there.
     */
    public boolean isLeftToTheMisledLeader() {
        return this == COMMIT_REPEATED_AFTER_FENCE;
    }

    /** Counts how often each was reached. Not thread-safe. */
    public static final class Counts {
        private final Map<Reach, Long> counts = new EnumMap<>(Reach.class);

        void hit(Reach reach) {
            counts.merge(reach, 1L, Long::sum);
        }

        /** Adds those of another run. */
        public void add(Counts other) {
            other.counts.forEach((reach, count) -> counts.merge(reach, count, Long::sum));
        }

        /** How often {@code reach} was reached. */
        public long of(Reach reach) {
            return counts.getOrDefault(reach, 0L);
        }
    }
}
