package dev.jangada.coordinator.decide;

import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.Generations;
import dev.jangada.coordinator.Refusal;
import dev.jangada.coordinator.Reply;
import dev.jangada.coordinator.WorkerId;
import dev.jangada.coordinator.WorkerProfile;
import dev.jangada.coordinator.WorkerRef;
import dev.jangada.coordinator.state.Event;
import dev.jangada.coordinator.state.Limits;
import dev.jangada.coordinator.state.Worker;
import java.util.Optional;

/** Workers that come, are drained, are fenced and go. */
final class WorkerDecisions {
    private static final int INCARNATION_LENGTH = 100;
    private static final int TEXT_LENGTH = 300;
    private static final int PATH_LENGTH = 4_096;

    private WorkerDecisions() {}

    static Reply register(Turn turn, Command.RegisterWorker command) {
        Optional<String> wrong = wrong(command);
        if (wrong.isPresent()) {
            return Turn.refused(Refusal.INVALID, wrong.get());
        }
        Optional<Worker> known = turn.state().worker(command.worker());
        if (known.isEmpty()) {
            return turn.state().workers().size() < Limits.WORKERS
                    ? enroll(
                            turn,
                            new WorkerRef(
                                    command.worker(),
                                    Generations.termBefore(
                                                    Generations.of(turn.stamp().term()))
                                            + 1),
                            command)
                    : Turn.refused(
                            Refusal.LIMIT,
                            Limits.WORKERS + " worker ids are known already: start workers under ids used before");
        }
        Worker worker = known.get();
        boolean sameProcess = worker.incarnation().equals(command.incarnation());
        if (!sameProcess && worker.wasSuperseded(command.incarnation())) {
            return Turn.refused(
                    Refusal.SUPERSEDED,
                    "another process has registered as worker " + command.worker()
                            + " since: stop this one, or give it an id of its own");
        }
        long generation = Generations.of(turn.stamp().term());
        boolean sameGeneration = Generations.of(worker.ref().epoch()) == generation;
        if (sameProcess && sameGeneration && worker.isTrusted()) {
            if (!worker.profile().equals(command.profile())) {
                turn.emit(new Event.WorkerProfileChanged(command.worker(), command.profile()));
            }
            return new Reply.WorkerAccepted(worker.ref());
        }
        if (worker.isTrusted()) {
            Losses.fence(
                    turn,
                    worker,
                    sameProcess
                            ? "it registered again after the masters were recovered from a loss of data"
                            : "a new process registered as worker " + command.worker());
        }
        long above = Math.max(worker.ref().epoch(), Generations.termBefore(generation));
        return enroll(turn, new WorkerRef(command.worker(), above + 1), command);
    }

    private static Reply enroll(Turn turn, WorkerRef ref, Command.RegisterWorker command) {
        turn.emit(new Event.WorkerRegistered(ref, command.incarnation(), command.profile()));
        return new Reply.WorkerAccepted(ref);
    }

    private static Optional<String> wrong(Command.RegisterWorker command) {
        WorkerProfile profile = command.profile();
        if (command.incarnation().isEmpty() || command.incarnation().length() > INCARNATION_LENGTH) {
            return Optional.of("a worker's incarnation has 1 to " + INCARNATION_LENGTH + " characters");
        }
        if (profile.slots() > Limits.SLOTS) {
            return Optional.of("a worker has at most " + Limits.SLOTS + " slots, this one " + profile.slots());
        }
        boolean bounded = profile.address().length() <= TEXT_LENGTH
                && profile.machine().length() <= TEXT_LENGTH
                && profile.version().length() <= TEXT_LENGTH
                && profile.directory().length() <= PATH_LENGTH;
        return bounded ? Optional.empty() : Optional.of("what the worker says of itself is too long");
    }

    static Reply drain(Turn turn, Command.DrainWorker command) {
        Optional<Worker> found = turn.state().worker(command.worker());
        if (found.isEmpty()) {
            return unknown(command.worker());
        }
        return switch (found.get().state()) {
            case ACTIVE -> {
                turn.emit(new Event.WorkerDraining(command.worker()));
                yield Turn.accepted();
            }
            case DRAINING -> Turn.accepted();
            case FENCED, GONE ->
                Turn.refused(
                        Refusal.WRONG_STATE,
                        "worker " + command.worker() + " is " + found.get().state() + ": there is nothing to drain");
        };
    }

    static Reply fence(Turn turn, Command.FenceWorker command) {
        WorkerRef ref = command.worker();
        if (turn.state().worker(ref.worker()).isEmpty()) {
            return unknown(ref.worker());
        }
        Optional<Worker> worker = turn.state().trusted(ref);
        if (worker.isEmpty()) {
            return stale(ref);
        }
        Losses.fence(turn, worker.get(), Limits.cut(command.reason(), Limits.REASON_LENGTH), command.logs());
        return Turn.accepted();
    }

    static Reply retire(Turn turn, Command.RetireWorker command) {
        Optional<Worker> found = turn.state().worker(command.worker());
        if (found.isEmpty()) {
            return unknown(command.worker());
        }
        Worker worker = found.get();
        return switch (worker.state()) {
            case ACTIVE -> Turn.refused(Refusal.WRONG_STATE, "worker " + worker.id() + " is ACTIVE: drain it first");
            case DRAINING ->
                worker.live().isEmpty() && worker.neededOutputs() == 0
                        ? retire(turn, worker)
                        : Turn.refused(
                                Refusal.WRONG_STATE,
                                "worker " + worker.id() + " is still needed for "
                                        + worker.live().size() + " live attempts and " + worker.neededOutputs()
                                        + " map outputs");
            case FENCED -> retire(turn, worker);
            case GONE -> Turn.accepted();
        };
    }

    private static Reply retire(Turn turn, Worker worker) {
        turn.emit(new Event.WorkerRetired(worker.id()));
        return Turn.accepted();
    }

    static Reply unknown(WorkerId worker) {
        return Turn.refused(Refusal.UNKNOWN_WORKER, "there is no worker " + worker + ": it must register first");
    }

    static Reply stale(WorkerRef worker) {
        return Turn.refused(
                Refusal.STALE_EPOCH, worker + " is fenced or replaced: what it holds is void, it must register again");
    }
}
