package dev.jangada.client.rpc;

import dev.jangada.client.JangadaException;
import dev.jangada.client.RefusedException;
import dev.jangada.client.RefusedException.Reason;
import dev.jangada.protocol.Errors;
import dev.jangada.protocol.v1.ErrorCode;
import dev.jangada.protocol.v1.ErrorDetail;
import io.grpc.Status;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a failed call means for the search for a leader.
 *
 * @param kind whether and where to go on
 * @param text what the master said, or what happened on the way, for people
 * @param hint the leader that the master named
 * @param refusal what to throw when the kind is final, or when time runs out on an overloaded leader
 */
record Failure(Kind kind, String text, Optional<HostPort> hint, Optional<JangadaException> refusal) {

    /** Whether and where to go on. */
    enum Kind {
        /** Another master leads, or this one cannot be reached: ask the others. */
        ELSEWHERE,
        /** This is the leader, but it cannot do it now. */
        LATER,
        /** The answer is no. */
        FINAL
    }

    /** Judges a failed call. */
    static Failure of(Throwable error) {
        return Errors.detailOf(error)
                .map(detail -> ofDetail(detail, error))
                .orElseGet(() -> ofStatus(Status.fromThrowable(error)));
    }

    /** Nothing was heard in time. */
    static Failure silent() {
        return new Failure(Kind.ELSEWHERE, "no answer in time", Optional.empty(), Optional.empty());
    }

    /** A stream ended before its purpose was reached, as when a leader steps down. */
    static Failure ended() {
        return new Failure(Kind.ELSEWHERE, "it ended the stream", Optional.empty(), Optional.empty());
    }

    private static Failure ofDetail(ErrorDetail detail, Throwable error) {
        String text = detail.getMessage().isEmpty()
                ? detail.getCode().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                : detail.getMessage();
        return switch (detail.getCode()) {
            case NOT_LEADER, NOT_READY -> new Failure(Kind.ELSEWHERE, text, hintOf(detail), Optional.empty());
            case OVERLOADED -> new Failure(Kind.LATER, text, Optional.empty(), refusal(detail.getCode(), text, error));
            default -> new Failure(Kind.FINAL, text, Optional.empty(), refusal(detail.getCode(), text, error));
        };
    }

    private static Failure ofStatus(Status status) {
        String text = describe(status);
        if (status.getCode() == Status.Code.UNIMPLEMENTED || status.getCode() == Status.Code.RESOURCE_EXHAUSTED) {
            return new Failure(Kind.FINAL, text, Optional.empty(), refusal(ErrorCode.INTERNAL, text, null));
        }
        return new Failure(Kind.ELSEWHERE, text, Optional.empty(), Optional.empty());
    }

    private static Optional<HostPort> hintOf(ErrorDetail detail) {
        return HostPort.find(detail.getLeaderAddress());
    }

    private static String describe(Status status) {
        if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
            return "no answer in time";
        }
        if (status.getCode() == Status.Code.UNIMPLEMENTED) {
            return "this is not a Jangada master of this version: " + status.getDescription();
        }
        String text = status.getDescription() == null ? status.getCode().name() : status.getDescription();
        Throwable cause = status.getCause();
        if (cause != null && cause.getMessage() != null && text.equals("io exception")) {
            text = cause.getMessage();
        }
        if (text.startsWith("Connection refused")) {
            return "connection refused (is the master running?)";
        }
        return text.strip().lines().findFirst().orElse(text);
    }

    private static Optional<JangadaException> refusal(ErrorCode code, String text, @Nullable Throwable cause) {
        Reason reason = switch (code) {
            case UNKNOWN_JOB -> Reason.UNKNOWN_JOB;
            case UNKNOWN_WORKER -> Reason.UNKNOWN_WORKER;
            case TOKEN_CONFLICT -> Reason.TOKEN_CONFLICT;
            case OUTPUT_IN_USE -> Reason.OUTPUT_IN_USE;
            case MISSING_ARTIFACT -> Reason.MISSING_ARTIFACT;
            case WRONG_CLUSTER -> Reason.WRONG_CLUSTER;
            case WRONG_STATE, SUPERSEDED -> Reason.WRONG_STATE;
            case INVALID -> Reason.INVALID;
            case LIMIT -> Reason.LIMIT;
            case DATA_LOSS -> Reason.DATA_LOSS;
            case OVERLOADED -> Reason.OVERLOADED;
            case NOT_LEADER, NOT_READY, INTERNAL, ERROR_CODE_UNSPECIFIED, UNRECOGNIZED -> Reason.INTERNAL;
        };
        return Optional.of(new RefusedException(reason, text, cause));
    }
}
