package dev.jangada.chaos.check;

import dev.jangada.client.JobState;
import dev.jangada.client.JobStatus;
import dev.jangada.client.OutputPart;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Every job that was acknowledged, and what was seen of it: checks A to D and H. Each job's name is its token, so that
 * two jobs for one token would be noticed. Thread-safe.
 */
public final class JobLedger {
    private final Findings findings;
    private final Map<String, Entry> byToken = new TreeMap<>();
    private final Map<String, Entry> byId = new HashMap<>();

    /** What is known of one job. Guarded by the ledger. */
    private static final class Entry {
        private final String token;
        private final Expectation expectation;
        private final Optional<Path> output;
        private String id = "";
        private Optional<Ending> ending = Optional.empty();

        Entry(String token, Expectation expectation, Optional<Path> output) {
            this.token = token;
            this.expectation = expectation;
            this.output = output;
        }

        @Override
        public String toString() {
            return (id.isEmpty() ? "unacknowledged job" : id) + " (" + token + ")";
        }
    }

    /** What must not change once a job has ended. */
    private record Ending(
            String state, String reason, SortedMap<String, Long> counters, List<OutputPart> parts, String finished) {
        static Ending of(JobStatus job) {
            return new Ending(
                    job.state().name(),
                    job.reason(),
                    job.counters(),
                    job.parts(),
                    job.times().finished().toString());
        }

        /** Lists of jobs leave the parts out, so these are compared only where both were seen. */
        boolean contradicts(Ending other) {
            boolean isAboutParts = !parts.isEmpty() && !other.parts.isEmpty();
            return !state.equals(other.state)
                    || !reason.equals(other.reason)
                    || !counters.equals(other.counters)
                    || !finished.equals(other.finished)
                    || (isAboutParts && !parts.equals(other.parts));
        }

        /** The one of both that knows the parts. */
        Ending or(Ending other) {
            return parts.isEmpty() ? other : this;
        }
    }

    /** An empty ledger. */
    public JobLedger(Findings findings) {
        this.findings = findings;
    }

    /** A job is about to be submitted. */
    public synchronized void expect(String token, Expectation expectation, Optional<Path> output) {
        byToken.putIfAbsent(token, new Entry(token, expectation, output));
    }

    /** The masters have acknowledged it; may be told more than once, for submits are repeated. */
    public synchronized void acknowledged(String token, String id) {
        Entry entry = byToken.get(token);
        if (entry == null) {
            throw new IllegalArgumentException("nobody said that " + token + " would be submitted");
        }
        findings.made(Check.ONE_JOB_A_TOKEN);
        if (entry.id.isEmpty()) {
            entry.id = id;
            byId.put(id, entry);
        } else if (!entry.id.equals(id)) {
            findings.broken(Check.ONE_JOB_A_TOKEN, "the token " + token + " is " + entry.id + " and " + id);
        }
    }

    /**
     * What was known at one moment. Who asks for jobs takes this first: what others learn until the answer is there must
     * not be held against the answer.
     *
     * @param acknowledged the ids of all jobs that were acknowledged
     * @param ended the ids of those that had been seen to end
     */
    public record Known(List<String> acknowledged, Set<String> ended) {
        /** Copies both. */
        public Known {
            acknowledged = List.copyOf(acknowledged);
            ended = Set.copyOf(ended);
        }
    }

    /** What is known now. */
    public synchronized Known known() {
        Set<String> ended = byId.values().stream()
                .filter(entry -> entry.ending.isPresent())
                .map(entry -> entry.id)
                .collect(Collectors.toSet());
        return new Known(acknowledged(), ended);
    }

    /** {@link #compare(Known, List)} while nobody else submits or looks. */
    public void compare(List<JobStatus> listed) {
        compare(known(), listed);
    }

    /**
     * All jobs as the leader lists them: none that was acknowledged is missing, none is there twice, and none that had ended
     * goes on.
     *
     * @param before what was known before the list was asked for
     */
    public void compare(Known before, List<JobStatus> listed) {
        Map<String, String> ids = new HashMap<>();
        for (JobStatus job : listed) {
            String first = ids.putIfAbsent(job.name(), job.id());
            if (first != null && isKnown(job.name())) {
                findings.broken(Check.ONE_JOB_A_TOKEN, "the token " + job.name() + " is " + first + " and " + job.id());
            }
        }
        for (String id : before.acknowledged()) {
            findings.made(Check.JOBS_KEPT);
            if (!ids.containsValue(id)) {
                findings.broken(Check.JOBS_KEPT, id + " was acknowledged and is not there any more");
            }
        }
        listed.forEach(job -> observe(before, job));
    }

    private synchronized boolean isKnown(String token) {
        return byToken.containsKey(token);
    }

    /** The ids of all jobs acknowledged so far. */
    public synchronized List<String> acknowledged() {
        return new ArrayList<>(byId.keySet());
    }

    /** {@link #observe(Known, JobStatus)} of a job that has ended, or while nobody else looks. */
    public void observe(JobStatus job) {
        observe(known(), job);
    }

    /**
     * Looks at a job: judges its end when it is first seen, and that it stays so when it is seen again.
     *
     * @param before what was known before the job was asked for
     */
    public void observe(Known before, JobStatus job) {
        if (!job.isTerminal()) {
            if (before.ended().contains(job.id())) {
                goesOn(job);
            }
            return;
        }
        Entry entry;
        synchronized (this) {
            entry = byId.get(job.id());
            if (entry == null) {
                return;
            }
            Ending ending = Ending.of(job);
            if (entry.ending.isPresent()) {
                findings.made(Check.ENDS_ARE_FINAL);
                if (entry.ending.get().contradicts(ending)) {
                    findings.broken(
                            Check.ENDS_ARE_FINAL, entry + " ended as " + entry.ending.get() + " and now is " + ending);
                }
                entry.ending = Optional.of(entry.ending.get().or(ending));
                return;
            }
            entry.ending = Optional.of(ending);
        }
        judge(entry, job);
    }

    private synchronized void goesOn(JobStatus job) {
        Entry entry = byId.get(job.id());
        if (entry != null && entry.ending.isPresent()) {
            findings.broken(
                    Check.ENDS_ARE_FINAL,
                    entry + " ended as " + entry.ending.get().state() + " and now is " + job.state());
        }
    }

    /** Reads files, so not under the lock. */
    private void judge(Entry entry, JobStatus end) {
        findings.made(Check.OTHERS_UNHARMED);
        entry.expectation
                .problemWithEnd(end)
                .ifPresent(problem -> findings.broken(Check.OTHERS_UNHARMED, entry + ": " + problem));
        if (end.state() == JobState.SUCCEEDED
                && entry.output.isPresent()
                && entry.expectation.output().isPresent()) {
            findings.made(Check.OUTPUT_RIGHT);
            entry.expectation
                    .output()
                    .get()
                    .problem(entry.output.get())
                    .ifPresent(problem -> findings.broken(Check.OUTPUT_RIGHT, entry + ": " + problem));
        }
    }

    /** Acknowledged jobs whose end was not seen yet, for people. */
    public synchronized List<String> open() {
        return byId.values().stream()
                .filter(entry -> entry.ending.isEmpty())
                .map(Entry::toString)
                .sorted()
                .toList();
    }

    /** How many jobs were seen to end, by the state in which they did. */
    public synchronized Map<String, Integer> ends() {
        Map<String, Integer> ends = new TreeMap<>();
        byId.values().forEach(entry -> entry.ending.ifPresent(ending -> ends.merge(ending.state(), 1, Integer::sum)));
        return ends;
    }
}
