package dev.jangada.coordinator.state;

import dev.jangada.coordinator.InvariantViolation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which states of a noun may follow each other: data, from which the checks and {@code docs/STATES.md} are made. */
public final class Transitions<S extends Enum<S> & Documented> {
    /** A job. */
    public static final Transitions<JobState> JOB = new Table<>("Job", JobState.class)
            .startsIn(JobState.SUBMITTED)
            .edge(JobState.SUBMITTED, JobState.PLANNING, "its PLAN task is assigned")
            .edge(JobState.PLANNING, JobState.RUNNING, "the plan is committed")
            .edge(JobState.RUNNING, JobState.PUBLISHING, "every map and reduce task is committed")
            .edge(
                    JobState.PUBLISHING,
                    JobState.SUCCEEDED,
                    "the PUBLISH task is committed, or there is nothing to publish")
            .edge(JobState.SUBMITTED, JobState.CANCELLING, "somebody cancels it")
            .edge(JobState.PLANNING, JobState.CANCELLING, "somebody cancels it")
            .edge(JobState.RUNNING, JobState.CANCELLING, "somebody cancels it")
            .edge(JobState.CANCELLING, JobState.CANCELLED, "what it left is removed, or can't be")
            .edge(JobState.SUBMITTED, JobState.FAILING, "its deadline passes")
            .edge(JobState.PLANNING, JobState.FAILING, "planning fails, or its deadline passes")
            .edge(JobState.RUNNING, JobState.FAILING, "a task fails, or its deadline passes")
            .edge(JobState.PUBLISHING, JobState.FAILING, "the PUBLISH task fails")
            .edge(JobState.FAILING, JobState.FAILED, "what it left is removed, or can't be")
            .build();

    /** A task. */
    public static final Transitions<TaskState> TASK = new Table<>("Task", TaskState.class)
            .startsIn(TaskState.BLOCKED)
            .startsIn(TaskState.READY)
            .edge(TaskState.BLOCKED, TaskState.READY, "what it waits for is committed")
            .edge(TaskState.READY, TaskState.BLOCKED, "a reduce task, and a map output is lost")
            .edge(TaskState.READY, TaskState.RUNNING, "an attempt is assigned")
            .edge(TaskState.RUNNING, TaskState.COMMITTED, "an attempt commits")
            .edge(TaskState.RUNNING, TaskState.READY, "its last live attempt ends without a result; budget is left")
            .edge(TaskState.RUNNING, TaskState.BLOCKED, "the same of a reduce task while a map output is missing")
            .edge(TaskState.RUNNING, TaskState.FAILED, "the same, and the budget is spent or the failure is permanent")
            .edge(TaskState.COMMITTED, TaskState.READY, "its map output is lost while a reduce task still needs it")
            .edge(TaskState.COMMITTED, TaskState.BLOCKED, "it reduced a lost output of maps that are not deterministic")
            .edge(TaskState.READY, TaskState.FAILED, "its map output was lost too often")
            .edge(TaskState.BLOCKED, TaskState.DROPPED, "its job is cancelled or fails")
            .edge(TaskState.READY, TaskState.DROPPED, "its job is cancelled or fails")
            .edge(TaskState.RUNNING, TaskState.DROPPED, "its job is cancelled or fails")
            .build();

    /** An attempt. */
    public static final Transitions<AttemptState> ATTEMPT = new Table<>("Attempt", AttemptState.class)
            .startsIn(AttemptState.ASSIGNED)
            .edge(AttemptState.ASSIGNED, AttemptState.RUNNING, "its worker says that it runs, or that it is done")
            .edge(AttemptState.RUNNING, AttemptState.COMMITTED, "it is the first to commit")
            .edge(AttemptState.ASSIGNED, AttemptState.FAILED, "its worker says that it failed, or it timed out")
            .edge(AttemptState.RUNNING, AttemptState.FAILED, "its worker says that it failed, or it timed out")
            .edge(
                    AttemptState.ASSIGNED,
                    AttemptState.LOST,
                    "its worker is fenced, or its executor ended by nobody knows whose doing")
            .edge(
                    AttemptState.RUNNING,
                    AttemptState.LOST,
                    "its worker is fenced, or its executor ended by nobody knows whose doing")
            .edge(
                    AttemptState.ASSIGNED,
                    AttemptState.STOPPED,
                    "its job ends, another one commits first, or its worker gives it back")
            .edge(
                    AttemptState.RUNNING,
                    AttemptState.STOPPED,
                    "its job ends, another one commits first, or its worker gives it back")
            .edge(AttemptState.COMMITTED, AttemptState.OUTPUT_LOST, "a map output that is needed is lost")
            .edge(
                    AttemptState.COMMITTED,
                    AttemptState.VOIDED,
                    "a map output that it reduced is lost, and maps are not deterministic")
            .build();

    /** A worker. */
    public static final Transitions<WorkerState> WORKER = new Table<>("Worker", WorkerState.class)
            .startsIn(WorkerState.ACTIVE)
            .edge(WorkerState.ACTIVE, WorkerState.DRAINING, "an operator drains it")
            .edge(WorkerState.ACTIVE, WorkerState.FENCED, "its lease ends, or a new process takes its id")
            .edge(WorkerState.DRAINING, WorkerState.FENCED, "its lease ends, or a new process takes its id")
            .edge(WorkerState.DRAINING, WorkerState.GONE, "it is retired: nothing needs it any more")
            .edge(WorkerState.FENCED, WorkerState.ACTIVE, "it registers again, with the next epoch")
            .edge(WorkerState.FENCED, WorkerState.GONE, "it is retired")
            .edge(WorkerState.GONE, WorkerState.ACTIVE, "it registers again, with the next epoch")
            .build();

    private final String noun;
    private final Class<S> states;
    private final Set<S> initial;
    private final List<Edge<S>> edges;
    private final Map<S, Map<S, Edge<S>>> byStates;

    private Transitions(Table<S> table) {
        this.noun = table.noun;
        this.states = table.states;
        this.initial = Collections.unmodifiableSet(table.initial);
        this.edges = List.copyOf(table.edges);
        this.byStates = new EnumMap<>(table.states);
        for (Edge<S> edge : edges) {
            byStates.computeIfAbsent(edge.from(), from -> new EnumMap<>(table.states))
                    .put(edge.to(), edge);
        }
    }

    /** Every table, in the order of the documentation. */
    public static List<Transitions<?>> all() {
        return List.of(JOB, TASK, ATTEMPT, WORKER);
    }

    /** What the table is about. */
    public String noun() {
        return noun;
    }

    /** Every state, in order. */
    public List<S> states() {
        return List.of(states.getEnumConstants());
    }

    /** The states in which a new one may be. */
    public Set<S> initial() {
        return initial;
    }

    /** Every edge, in the order of the documentation. */
    public List<Edge<S>> edges() {
        return edges;
    }

    /** The edge from one state to another; throws {@link InvariantViolation} if there is none. */
    public Edge<S> edge(S from, S to, Object thing) {
        Map<S, Edge<S>> next = byStates.get(from);
        Edge<S> edge = next == null ? null : next.get(to);
        if (edge == null) {
            throw new InvariantViolation(noun + " " + thing + " can't go from " + from + " to " + to);
        }
        return edge;
    }

    /**
     * One allowed step.
     *
     * @param noun whose step it is
     * @param when what makes it happen
     */
    public record Edge<S extends Enum<S>>(String noun, S from, S to, String when) {
        @Override
        public String toString() {
            return noun + " " + from + " -> " + to;
        }
    }

    private static final class Table<S extends Enum<S> & Documented> {
        private final String noun;
        private final Class<S> states;
        private final EnumSet<S> initial;
        private final List<Edge<S>> edges = new ArrayList<>();

        Table(String noun, Class<S> states) {
            this.noun = noun;
            this.states = states;
            this.initial = EnumSet.noneOf(states);
        }

        Table<S> startsIn(S state) {
            initial.add(state);
            return this;
        }

        Table<S> edge(S from, S to, String when) {
            edges.add(new Edge<>(noun, from, to, when));
            return this;
        }

        Transitions<S> build() {
            return new Transitions<>(this);
        }
    }
}
