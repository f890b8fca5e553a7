package dev.jangada.master.grpc;

import dev.jangada.master.replication.Leadership;
import dev.jangada.master.replication.Leadership.MasterAddress;
import dev.jangada.master.replication.MasterGroup;
import dev.jangada.master.replication.ReplicatedCore;
import dev.jangada.protocol.Errors;
import dev.jangada.protocol.v1.ErrorCode;
import dev.jangada.protocol.v1.MasterInfo;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes of the group of masters, as operators ask this leader for them: one at a time, and none that would leave the
 * group without a majority that answers. Asking again for a change that is under way tells how far it is; asking for one
 * that is done says so. Guarded by itself.
 */
public final class GroupChanges {
    private static final Logger LOG = LoggerFactory.getLogger(GroupChanges.class);

    private static final Duration LOOK_WITHIN = Duration.ofMillis(2_500);

    private final ReplicatedCore core;
    private final MasterGroup group;
    private final PeerCalls peers;
    private final Runnable whenChanged;
    private @Nullable Running running;

    /** @param whenChanged called after each change of the group, on a thread of the raft library; must not block */
    public GroupChanges(ReplicatedCore core, MasterGroup group, PeerCalls peers, Runnable whenChanged) {
        this.core = core;
        this.group = group;
        this.peers = peers;
        this.whenChanged = whenChanged;
    }

    /**
     * How far a change is.
     *
     * @param done whether it is over
     * @param state a clause for people
     */
    record Progress(boolean done, String state) {}

    private record Running(String name, CompletableFuture<Void> change) {}

    /** Begins to add a master, or says how far that is. Called on the leader. */
    CompletableFuture<Progress> add(MasterAddress added) {
        Leadership here = core.leadership();
        Optional<MasterAddress> present = find(here, added.id());
        String name = "add " + added.id();
        synchronized (this) {
            Running current = running;
            if (current != null && current.name().equals(name)) {
                return under(current, added, here);
            }
            if (present.isPresent()) {
                return present.get().equals(added)
                        ? done("master " + added.id() + " is a member")
                        : refused("there is a master " + added.id() + " already, at "
                                + present.get().raftAddress() + ": give the new one an id of its own");
            }
        }
        Set<String> taken = new HashSet<>();
        here.masters().forEach(master -> taken.addAll(List.of(master.raftAddress(), master.apiAddress())));
        if (taken.contains(added.raftAddress()) || taken.contains(added.apiAddress())) {
            return refused("another master has an address of " + added.id() + ": give the new one ports of its own");
        }
        return peers.describe(added, LOOK_WITHIN)
                .handle((self, failure) -> failure == null ? greets(added, self) : greetsNot(failure))
                .thenCompose(ready -> ready
                        ? begin(name, () -> group.addMaster(added))
                                .thenApply(begun -> new Progress(false, "master " + added.id() + " is catching up"))
                        : CompletableFuture.completedFuture(new Progress(
                                false,
                                "no master answers at " + added.apiAddress() + " yet: start " + added.id()
                                        + " there, with --join on an empty directory")));
    }

    private static boolean greets(MasterAddress added, MasterInfo self) {
        if (!self.getId().equals(added.id())) {
            throw Errors.exception(
                    ErrorCode.INVALID,
                    "at " + added.apiAddress() + " answers master " + self.getId() + ", not " + added.id()
                            + ": check the addresses");
        }
        return true;
    }

    private static boolean greetsNot(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof StatusRuntimeException status
                && Errors.detailOf(status).isPresent()) {
            throw status;
        }
        return false;
    }

    private CompletableFuture<Progress> under(Running current, MasterAddress added, Leadership here) {
        if (current.change().isDone()) {
            return settled(current, "master " + added.id() + " is a member");
        }
        return peers.describe(added, LOOK_WITHIN).handle((self, failure) -> {
            String how = failure != null
                    ? ", but does not answer at the moment"
                    : ": it has applied " + Math.max(0, self.getAppliedIndex()) + " of " + here.appliedIndex()
                            + " log entries";
            return new Progress(false, "master " + added.id() + " is catching up" + how);
        });
    }

    /** Begins to remove a master, or says how far that is. Called on the leader. */
    CompletableFuture<Progress> remove(String id) {
        Leadership here = core.leadership();
        String name = "remove " + id;
        synchronized (this) {
            Running current = running;
            if (current != null && current.name().equals(name)) {
                return current.change().isDone()
                        ? settled(current, "master " + id + " is no member any more")
                        : CompletableFuture.completedFuture(
                                new Progress(false, "the others agree to go on without master " + id));
            }
        }
        if (find(here, id).isEmpty()) {
            return done("master " + id + " is no member");
        }
        return answeringWithout(id).thenCompose(answering -> {
            int left = here.masters().size() - 1;
            if (left == 0) {
                return refused("master " + id + " is the only one: add another one first");
            }
            if (answering.size() * 2 <= left) {
                return refused("of the " + left + " masters that would be left only " + answering.size()
                        + " answer, which is no majority: start or replace the others first");
            }
            return leave(here, id, name);
        });
    }

    private CompletableFuture<Progress> leave(Leadership here, String id, String name) {
        if (id.equals(here.self())) {
            return core.transferLeadership("").handle((leader, failure) -> {
                if (failure != null) {
                    throw Errors.exception(
                            ErrorCode.WRONG_STATE,
                            "master " + id + " leads, and no other takes over (" + failure.getMessage()
                                    + "): look at jangada masters list, and try again");
                }
                return new Progress(false, "master " + id + " has handed leadership over to " + leader);
            });
        }
        return begin(name, () -> group.removeMaster(id))
                .thenApply(begun -> new Progress(false, "the others agree to go on without master " + id));
    }

    /**
     * The masters that answer, without one of them. A follower that died a moment ago counts as heard still, so each is
     * asked again.
     */
    private CompletableFuture<List<String>> answeringWithout(String id) {
        Leadership here = core.leadership();
        List<String> heard = group.responding();
        List<CompletableFuture<Optional<String>>> answers = here.masters().stream()
                .filter(master -> !master.id().equals(id) && heard.contains(master.id()))
                .map(master -> master.id().equals(here.self())
                        ? CompletableFuture.completedFuture(Optional.of(master.id()))
                        : peers.describe(master, LOOK_WITHIN)
                                .handle((self, failure) -> failure == null && self.getAlive()
                                        ? Optional.of(master.id())
                                        : Optional.<String>empty()))
                .toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> answers.stream()
                        .flatMap(answer -> answer.join().stream())
                        .toList());
    }

    private interface Change {
        CompletableFuture<Void> begin();
    }

    private synchronized CompletableFuture<Void> begin(String name, Change change) {
        Running current = running;
        if (current != null && !current.change().isDone()) {
            return current.name().equals(name)
                    ? CompletableFuture.completedFuture(null)
                    : refused("another change is under way (" + current.name() + "): wait until it is over");
        }
        LOG.info("the group of masters is to change: {}", name);
        CompletableFuture<Void> begun = change.begin();
        running = new Running(name, begun);
        var unused = begun.whenComplete((done, failure) -> {
            if (failure == null) {
                LOG.info("the group of masters has changed: {}; masters={}", name, ids(core.leadership()));
                whenChanged.run();
            } else {
                LOG.warn("the group of masters has not changed: {} reason={}", name, failure.toString());
            }
        });
        return CompletableFuture.completedFuture(null);
    }

    private synchronized CompletableFuture<Progress> settled(Running over, String state) {
        running = null;
        return over.change().thenApply(done -> new Progress(true, state)).exceptionally(failure -> {
            throw Errors.exception(
                    ErrorCode.WRONG_STATE,
                    "could not " + over.name() + ": " + reason(failure) + "; it can be repeated");
        });
    }

    private static String reason(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return String.valueOf(cause.getMessage());
    }

    private static CompletableFuture<Progress> done(String state) {
        return CompletableFuture.completedFuture(new Progress(true, state));
    }

    private static <T> CompletableFuture<T> refused(String why) {
        return CompletableFuture.failedFuture(Errors.exception(ErrorCode.WRONG_STATE, why));
    }

    private static Optional<MasterAddress> find(Leadership here, String id) {
        return here.masters().stream().filter(master -> master.id().equals(id)).findFirst();
    }

    private static List<String> ids(Leadership here) {
        return here.masters().stream().map(MasterAddress::id).toList();
    }
}
