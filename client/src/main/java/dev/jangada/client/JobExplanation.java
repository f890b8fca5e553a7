package dev.jangada.client;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What happened to a job and why.
 *
 * @param job the job
 * @param findings sentences: failovers and their cost, tasks that ran again and why, what it waits for
 * @param history what happened, oldest first
 * @param tasks the tasks with more than one attempt, and those not done
 */
public record JobExplanation(JobStatus job, List<String> findings, List<Event> history, List<Task> tasks) {

    /** Copies the lists. */
    public JobExplanation {
        findings = List.copyOf(findings);
        history = List.copyOf(history);
        tasks = List.copyOf(tasks);
    }

    /**
     * Something that happened.
     *
     * @param at when, by the leader's clock
     * @param term in which term of leadership
     * @param index at which index of the log
     * @param kind such as {@code FAILOVER} or {@code WORKER_LOST}
     * @param text a sentence
     */
    public record Event(Instant at, long term, long index, String kind, String text) {}

    /**
     * A task of note.
     *
     * @param stage its stage
     * @param index its number in the stage
     * @param state its state
     * @param attempts its attempts in order
     */
    public record Task(Stage stage, int index, String state, List<Attempt> attempts) {

        /** Copies the list. */
        public Task {
            attempts = List.copyOf(attempts);
        }
    }

    /**
     * One try at a task.
     *
     * @param number 0 for the first
     * @param state its state
     * @param worker the worker that has it
     * @param epoch that worker's incarnation
     * @param term the term in which it was assigned
     * @param assigned when it was assigned
     * @param ended when it ended
     * @param reason why it was assigned
     * @param endReason why it ended, if not by success
     */
    public record Attempt(
            int number,
            String state,
            String worker,
            long epoch,
            long term,
            Instant assigned,
            Optional<Instant> ended,
            String reason,
            String endReason) {}
}
