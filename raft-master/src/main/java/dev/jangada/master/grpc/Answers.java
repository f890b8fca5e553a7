package dev.jangada.master.grpc;

import dev.jangada.coordinator.Reply;
import dev.jangada.master.codec.MalformedMessageException;
import dev.jangada.master.leader.Decided;
import dev.jangada.master.leader.OverloadedException;
import dev.jangada.master.leader.Refusals;
import dev.jangada.master.replication.NotLeadingException;
import dev.jangada.protocol.Errors;
import dev.jangada.protocol.v1.ErrorCode;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers a call with what a future brings, or with the status that its failure stands for. */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private Answers() {}

    /** Makes the future of an answer; may throw what stands for a refusal. */
    interface Work<T> {
        CompletableFuture<T> begin() throws MalformedMessageException;
    }

    /** Answers {@code call} once. */
    static <T> void answer(LeaderGate gate, StreamObserver<T> call, Work<T> work) {
        CompletableFuture<T> answer;
        try {
            answer = work.begin();
        } catch (MalformedMessageException | RuntimeException e) {
            call.onError(status(gate, e));
            return;
        }
        var unused = answer.whenComplete((value, failure) -> {
            if (failure != null) {
                call.onError(status(gate, failure));
            } else {
                call.onNext(value);
                call.onCompleted();
            }
        });
    }

    /** The status that {@code failure} stands for. */
    static StatusRuntimeException status(LeaderGate gate, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof StatusRuntimeException refusal) {
            return refusal;
        }
        if (cause instanceof NotLeadingException) {
            return gate.notLeading();
        }
        if (cause instanceof OverloadedException) {
            return Errors.exception(ErrorCode.OVERLOADED, String.valueOf(cause.getMessage()));
        }
        if (cause instanceof MalformedMessageException) {
            return Errors.exception(ErrorCode.INVALID, String.valueOf(cause.getMessage()));
        }
        LOG.error("a call failed", cause);
        return Errors.exception(
                ErrorCode.INTERNAL, "the master failed at this request (" + cause + "); its log says more");
    }

    /** {@code decided}, if it was accepted; otherwise the exception that says why not. */
    static Decided accepted(Decided decided) {
        if (decided.reply() instanceof Reply.Refused refused) {
            throw Errors.exception(Refusals.detail(refused));
        }
        return decided;
    }
}
