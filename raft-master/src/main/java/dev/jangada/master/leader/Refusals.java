package dev.jangada.master.leader;

import dev.jangada.coordinator.Refusal;
import dev.jangada.coordinator.Reply;
import dev.jangada.protocol.Errors;
import dev.jangada.protocol.v1.ErrorCode;
import dev.jangada.protocol.v1.ErrorDetail;

/** The core's refusals as they go out to clients and workers. */
public final class Refusals {
    private Refusals() {}

    /** The detail that tells of {@code refused}. */
    public static ErrorDetail detail(Reply.Refused refused) {
        return Errors.detail(code(refused.code()), refused.message());
    }

    private static ErrorCode code(Refusal refusal) {
        return switch (refusal) {
            case STALE_TERM -> ErrorCode.NOT_LEADER;
            case UNKNOWN_JOB -> ErrorCode.UNKNOWN_JOB;
            case UNKNOWN_WORKER -> ErrorCode.UNKNOWN_WORKER;
            case SUPERSEDED -> ErrorCode.SUPERSEDED;
            case UNKNOWN_ATTEMPT, STALE_EPOCH, NOT_LIVE, NOT_READY, NO_CAPACITY, WRONG_STATE -> ErrorCode.WRONG_STATE;
            case TOKEN_CONFLICT -> ErrorCode.TOKEN_CONFLICT;
            case OUTPUT_IN_USE -> ErrorCode.OUTPUT_IN_USE;
            case LIMIT -> ErrorCode.LIMIT;
            case INVALID -> ErrorCode.INVALID;
        };
    }
}
