package dev.jangada.protocol;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.jangada.protocol.v1.ErrorCode;
import dev.jangada.protocol.v1.ErrorDetail;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;

/**
 * Refusals on the wire: a gRPC status for those who know nothing of Jangada, with an {@link ErrorDetail} in a trailer
 * for those who do.
 */
public final class Errors {
    /** The trailer that carries the detail. */
    public static final Metadata.Key<byte[]> DETAIL =
            Metadata.Key.of("jangada-error-bin", Metadata.BINARY_BYTE_MARSHALLER);

    private Errors() {}

    /** A detail without a leader. */
    public static ErrorDetail detail(ErrorCode code, String message) {
        return ErrorDetail.newBuilder().setCode(code).setMessage(message).build();
    }

    /** The exception that a service answers with. */
    public static StatusRuntimeException exception(ErrorDetail detail) {
        Metadata trailers = new Metadata();
        trailers.put(DETAIL, detail.toByteArray());
        return status(detail.getCode()).withDescription(detail.getMessage()).asRuntimeException(trailers);
    }

    /** The exception that a service answers with. */
    public static StatusRuntimeException exception(ErrorCode code, String message) {
        return exception(detail(code, message));
    }

    /** The detail that {@code error} carries, or empty when it comes from elsewhere, such as a broken connection. */
    public static Optional<ErrorDetail> detailOf(Throwable error) {
        Metadata trailers = Status.trailersFromThrowable(error);
        byte[] bytes = trailers == null ? null : trailers.get(DETAIL);
        if (bytes == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(ErrorDetail.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty(); // a peer that speaks otherwise: its gRPC status has to do
        }
    }

    private static Status status(ErrorCode code) {
        return switch (code) {
            case NOT_READY -> Status.UNAVAILABLE;
            case UNKNOWN_JOB, UNKNOWN_WORKER -> Status.NOT_FOUND;
            case TOKEN_CONFLICT, OUTPUT_IN_USE -> Status.ALREADY_EXISTS;
            case NOT_LEADER, MISSING_ARTIFACT, WRONG_CLUSTER, WRONG_STATE -> Status.FAILED_PRECONDITION;
            case INVALID -> Status.INVALID_ARGUMENT;
            case LIMIT, OVERLOADED -> Status.RESOURCE_EXHAUSTED;
            case DATA_LOSS -> Status.DATA_LOSS;
            case SUPERSEDED -> Status.ABORTED;
            case INTERNAL -> Status.INTERNAL;
            case ERROR_CODE_UNSPECIFIED, UNRECOGNIZED -> Status.UNKNOWN;
        };
    }
}
