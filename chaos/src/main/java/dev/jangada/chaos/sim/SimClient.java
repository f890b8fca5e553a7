package dev.jangada.chaos.sim;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.JobSpec;
import dev.jangada.coordinator.Refusal;
import dev.jangada.coordinator.Reply;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.JobState;
import dev.jangada.master.replication.NotLeadingException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A client with one job: submits it until it hears that it is accepted, watches it, and cancels it if its plan says so.
 * It asks the masters in turn and repeats what was not answered.
 */
final class SimClient {
    private static final long PATIENCE = 1_500 * Agenda.MILLI;
    private static final long PAUSE = 150 * Agenda.MILLI;
    private static final long LOOK = 700 * Agenda.MILLI;

    private final Simulation sim;
    private final JobPlan plan;
    private final int node;
    private int master;
    private long calls;
    private int submits;
    private @Nullable JobId job;
    private long seenIndex;
    private @Nullable JobState seen;
    private boolean isCancelOver;
    private boolean isDone;

    SimClient(Simulation sim, JobPlan plan, int node) {
        this.sim = sim;
        this.plan = plan;
        this.node = node;
        this.master = plan.number() % sim.masters().size();
    }

    void start() {
        sim.agenda().in(plan.submitAt(), "submit", this::submit);
        if (plan.cancelAt() > 0) {
            sim.agenda().in(plan.cancelAt(), "cancel", this::cancel);
        }
    }

    /** Whether its job was acknowledged, and it has seen it end. */
    boolean isDone() {
        return isDone;
    }

    @Nullable
    JobId job() {
        return job;
    }

    private void submit() {
        if (job != null) {
            return;
        }
        submits++;
        call(at -> at.submit(new Command.SubmitJob(plan.token(), plan.spec())), (decided, error) -> {
            if (decided != null && decided.reply() instanceof Reply.JobAccepted accepted) {
                accepted(accepted.job(), decided.index());
            } else if (decided != null) {
                refused(decided.reply());
            } else {
                again(this::submit);
            }
        });
    }

    private void refused(Reply reply) {
        boolean isStale = reply instanceof Reply.Refused refused && refused.code() == Refusal.STALE_TERM;
        Ledger.require(isStale, Check.ONE_JOB_PER_TOKEN, plan.name() + " was answered with " + reply);
        again(this::submit);
    }

    private void accepted(JobId id, long index) {
        if (job == null) {
            job = id;
            seenIndex = Math.max(seenIndex, index);
            sim.agenda().note("accepted", index);
            if (submits > 1) {
                sim.reach(Reach.SUBMIT_AFTER_FAILOVER);
            }
            sim.agenda().in(LOOK, "look", this::look);
            steal();
        }
        Ledger.require(id.equals(job), Check.ONE_JOB_PER_TOKEN, plan.token() + " gave " + job + " and " + id);
    }

    /** Somebody else uses the same token for another job. */
    private void steal() {
        if (plan.number() % 2 == 1) {
            JobSpec own = plan.spec();
            JobSpec other = new JobSpec(
                    own.name(),
                    own.definition(),
                    own.artifacts(),
                    own.arguments(),
                    own.inputs(),
                    Optional.of("/stolen"),
                    own.options());
            call(at -> at.submit(new Command.SubmitJob(plan.token(), other)), (decided, error) -> {
                if (decided != null) {
                    Ledger.require(
                            decided.reply() instanceof Reply.Refused,
                            Check.TOKEN_CONFLICT_REFUSED,
                            plan.token() + " was accepted for another job: " + decided.reply());
                }
            });
        }
    }

    private void cancel() {
        JobId known = job;
        if (isCancelOver || isDone) {
            return;
        }
        if (known == null) {
            sim.agenda().in(PAUSE, "cancel", this::cancel);
            return;
        }
        call(at -> at.submit(new Command.CancelJob(known, "the client wants it no more")), (decided, error) -> {
            boolean isStale = decided != null
                    && decided.reply() instanceof Reply.Refused refused
                    && refused.code() == Refusal.STALE_TERM;
            if (decided == null || isStale) {
                again(this::cancel);
            } else {
                seenIndex = Math.max(seenIndex, decided.index());
                isCancelOver = true;
            }
        });
    }

    /** Reads its job from a leader that a majority has confirmed. */
    private void look() {
        JobId known = job;
        if (known == null || isDone) {
            return;
        }
        call(at -> read(at, known), (view, error) -> {
            if (view == null) {
                again(this::look);
                return;
            }
            see(known, view);
            if (!isDone) {
                sim.agenda().in(LOOK, "look", this::look);
            }
        });
    }

    private record View(long index, boolean isKnown, JobState state) {}

    private CompletableFuture<View> read(SimMaster at, JobId known) {
        return new SimCore(at, sim)
                .readPoint()
                .thenApply(index -> at.core().read(state -> {
                    Optional<Job> found = state.job(known);
                    return new View(
                            at.core().appliedIndex(),
                            found.isPresent(),
                            found.map(Job::state).orElse(JobState.SUBMITTED));
                }));
    }

    private void see(JobId known, View view) {
        Ledger.require(
                view.index >= seenIndex,
                Check.READS_GO_FORWARD,
                plan.name() + " was seen at " + seenIndex + ", and a leader answers from " + view.index);
        Ledger.require(view.isKnown, Check.ACKNOWLEDGED_IS_KEPT, known + " was acknowledged, and is unknown");
        JobState before = seen;
        Ledger.require(
                before == null || !before.isEnded() || before == view.state,
                Check.TERMINAL_IS_FINAL,
                known + " was seen " + before + ", then " + view.state);
        seen = view.state;
        seenIndex = view.index;
        isDone = view.state.isEnded();
    }

    private void again(Runnable what) {
        master = (master + 1) % sim.masters().size();
        sim.agenda().in(PAUSE, "again", what);
    }

    /** Asks the present master; {@code then} hears the answer, or neither answer nor error when none came in time. */
    private <T> void call(
            Function<SimMaster, CompletableFuture<T>> request, BiConsumer<@Nullable T, @Nullable Throwable> then) {
        SimMaster to = sim.masters().get(master);
        Call<T> call = new Call<>(then);
        sim.agenda().in(PATIENCE, "patience", () -> call.end(null, null));
        long number = 1_000L * plan.number() + calls++;
        if (!sim.network().reaches(node, to.node())
                || sim.choices().goesWrong(Choice.DROP_REQUEST, plan.number(), number, 0)) {
            return;
        }
        long delay = sim.network().delay(node, to.node(), sim.network().next(node, to.node()));
        if (!to.isAlive()) {
            sim.agenda().in(delay, "refused", () -> call.end(null, new NotLeadingException("nobody listens")));
            return;
        }
        sim.agenda().in(delay, to, "request", () -> send(to, number, request, call));
        if (sim.choices().goesWrong(Choice.DUPLICATE_REQUEST, plan.number(), number, 0)) {
            sim.agenda().in(delay * 3, to, "request", () -> send(to, number, request, call));
        }
    }

    private <T> void send(SimMaster to, long number, Function<SimMaster, CompletableFuture<T>> request, Call<T> call) {
        var unused = request.apply(to).whenComplete((answer, error) -> {
            boolean isLost = !sim.network().reaches(to.node(), node)
                    || sim.choices().goesWrong(Choice.DROP_ANSWER, plan.number(), number, 0);
            if (!isLost) {
                long delay = sim.network().delay(to.node(), node, sim.network().next(to.node(), node));
                sim.agenda().in(delay, "answer", () -> call.end(answer, error));
            }
        });
    }

    /** Ends once. */
    private static final class Call<T> {
        private final BiConsumer<@Nullable T, @Nullable Throwable> then;
        private boolean isOver;

        private Call(BiConsumer<@Nullable T, @Nullable Throwable> then) {
            this.then = then;
        }

        void end(@Nullable T answer, @Nullable Throwable error) {
            if (!isOver) {
                isOver = true;
                then.accept(answer, error);
            }
        }
    }
}
