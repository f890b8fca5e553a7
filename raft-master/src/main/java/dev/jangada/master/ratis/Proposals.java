package dev.jangada.master.ratis;

import dev.jangada.master.replication.Applied;
import dev.jangada.master.replication.NotLeadingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The batches that this master has proposed and not heard of yet. Guarded by itself. Futures complete on the executor,
 * never on the apply thread, in the order of the log.
 */
final class Proposals {
    private final Executor replies;
    private final int bound;
    private final Map<Long, Pending> pending = new HashMap<>();

    /**
     * @param replies runs one task after the other
     * @param bound how many batches may be under way
     */
    Proposals(Executor replies, int bound) {
        this.replies = replies;
        this.bound = bound;
    }

    private record Pending(long term, CompletableFuture<Applied> future) {}

    /** Adds a batch; null if the bound is reached. */
    synchronized @Nullable CompletableFuture<Applied> add(long term, long batch) {
        if (pending.size() >= bound) {
            return null;
        }
        CompletableFuture<Applied> future = new CompletableFuture<>();
        pending.put(batch, new Pending(term, future));
        return future;
    }

    /**
     * A batch of this master was applied. Batch numbers begin again when a process starts, but a process that starts
     * again never leads the same term, so the term that it was proposed in and its number together name a batch.
     */
    synchronized void applied(long proposedTerm, long batch, Applied applied) {
        Pending proposal = pending.get(batch);
        if (proposal != null && proposal.term() == proposedTerm) {
            pending.remove(batch);
            replies.execute(() -> proposal.future().complete(applied));
        }
    }

    /** Nobody knows whether the batch will be applied; true if it was waited for. */
    synchronized boolean unknown(long batch, String why) {
        Pending proposal = pending.remove(batch);
        if (proposal == null) {
            return false;
        }
        replies.execute(() -> proposal.future()
                .completeExceptionally(new NotLeadingException(
                        "it is unknown whether the batch was applied, since this master does not lead any more: "
                                + why)));
        return true;
    }

    /** The same for all batches. */
    synchronized void allUnknown(String why) {
        List<Long> batches = new ArrayList<>(pending.keySet());
        batches.sort(null);
        for (long batch : batches) {
            unknown(batch, why);
        }
    }

    /** How many batches are under way. */
    synchronized int size() {
        return pending.size();
    }
}
