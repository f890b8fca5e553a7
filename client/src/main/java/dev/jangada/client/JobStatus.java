package dev.jangada.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A job as the leader knew it at one index of the log.
 *
 * @param id the job's id, such as {@code job-17}
 * @param name its name, for people
 * @param definition the class that defines it, or {@code builtin:NAME}
 * @param state where it is
 * @param reason why it failed or was cancelled; otherwise empty
 * @param progress 0 to 1
 * @param stages its stages in order
 * @param counters the counters of the committed attempts, each task counted once
 * @param parts the published files, once it has succeeded
 * @param output the output directory, if it writes one
 * @param inputs the inputs as the user wrote them
 * @param arguments its arguments
 * @param times when what happened
 * @param attempts attempts by fate
 * @param failovers changes of leader while it was live
 * @param inputFiles files that it reads; 0 until planned
 * @param inputBytes bytes that it reads; 0 until planned
 * @param failureLogTail the last lines that the failed attempt wrote; otherwise empty
 */
public record JobStatus(
        String id,
        String name,
        String definition,
        JobState state,
        String reason,
        double progress,
        List<StageProgress> stages,
        SortedMap<String, Long> counters,
        List<OutputPart> parts,
        Optional<String> output,
        List<String> inputs,
        Map<String, String> arguments,
        Times times,
        AttemptCounts attempts,
        int failovers,
        int inputFiles,
        long inputBytes,
        String failureLogTail) {

    /** Copies the collections. */
    public JobStatus {
        stages = List.copyOf(stages);
        counters = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(counters));
        parts = List.copyOf(parts);
        inputs = List.copyOf(inputs);
        arguments = Map.copyOf(arguments);
    }

    /**
     * When what happened, by the clock of the leader of that time.
     *
     * @param submitted when it was accepted
     * @param started when its first attempt was assigned
     * @param finished when it ended
     */
    public record Times(Instant submitted, Optional<Instant> started, Optional<Instant> finished) {}

    /** Whether the job has ended for good. */
    public boolean isTerminal() {
        return state.isTerminal();
    }

    /** From its acceptance to its end; empty while it has not ended. */
    public Optional<Duration> duration() {
        return times.finished().map(end -> Duration.between(times.submitted(), end));
    }

    /** The records in all published parts. */
    public long outputRecords() {
        return parts.stream().mapToLong(OutputPart::records).sum();
    }

    /** The bytes in all published parts. */
    public long outputBytes() {
        return parts.stream().mapToLong(OutputPart::bytes).sum();
    }

    /** The tasks of all stages. */
    public int tasks() {
        return stages.stream().mapToInt(StageProgress::tasks).sum();
    }
}
