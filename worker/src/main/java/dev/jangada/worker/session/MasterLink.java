package dev.jangada.worker.session;

import dev.jangada.protocol.Errors;
import dev.jangada.protocol.v1.ErrorCode;
import dev.jangada.protocol.v1.ErrorDetail;
import dev.jangada.protocol.v1.LeaderMessage;
import dev.jangada.protocol.v1.WorkerGrpc;
import dev.jangada.protocol.v1.WorkerMessage;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.netty.channel.ChannelOption;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One stream to one master, over a connection of its own: a new try means a new connection, so that an old failure is
 * never repeated from memory. Used by the session's thread; the listener is called by gRPC's.
 */
final class MasterLink {

    private static final int CONNECT_MILLIS = 1_000;
    /** How long a connection may be silent before it is tried; masters permit no less than 2 s. */
    private static final int KEEPALIVE_MILLIS = 2_500;

    private static final int KEEPALIVE_ANSWER_MILLIS = 2_000;
    /** A list of all winners of a large job comes in one message. */
    private static final int MOST_MESSAGE_BYTES = 128 << 20;

    private final String address;
    private final ManagedChannel channel;
    private final Listener listener;
    private final Answers answers = new Answers();
    private @Nullable ClientCallStreamObserver<WorkerMessage> requests;

    /** Is told what comes; with the link, since an old one may still speak. */
    interface Listener {

        void message(MasterLink link, LeaderMessage message);

        /** It can take more messages. */
        void ready(MasterLink link);

        /** It has ended, and will say nothing more. */
        void closed(MasterLink link, ErrorDetail why);
    }

    MasterLink(String address, Listener listener) {
        this.address = address;
        this.listener = listener;
        this.channel = channel(address);
    }

    /** A connection to a master. */
    static ManagedChannel channel(String address) {
        return NettyChannelBuilder.forTarget("dns:///" + address)
                .usePlaintext()
                .directExecutor()
                .disableRetry()
                .keepAliveTime(KEEPALIVE_MILLIS, TimeUnit.MILLISECONDS)
                .keepAliveTimeout(KEEPALIVE_ANSWER_MILLIS, TimeUnit.MILLISECONDS)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .maxInboundMessageSize(MOST_MESSAGE_BYTES)
                .build();
    }

    String address() {
        return address;
    }

    void open(WorkerMessage hello) {
        WorkerGrpc.newStub(channel).session(answers);
        send(hello);
    }

    boolean isReady() {
        return requests != null && requests.isReady();
    }

    void send(WorkerMessage message) {
        if (requests != null) {
            requests.onNext(message);
        }
    }

    void close() {
        answers.isClosed = true;
        if (requests != null) {
            requests.cancel("the worker turns elsewhere", null);
        }
        channel.shutdownNow();
    }

    private final class Answers implements ClientResponseObserver<WorkerMessage, LeaderMessage> {

        private volatile boolean isClosed;

        @Override
        public void beforeStart(ClientCallStreamObserver<WorkerMessage> stream) {
            requests = stream;
            stream.setOnReadyHandler(() -> listener.ready(MasterLink.this));
        }

        @Override
        public void onNext(LeaderMessage message) {
            listener.message(MasterLink.this, message);
        }

        @Override
        public void onError(Throwable error) {
            if (!isClosed) {
                listener.closed(
                        MasterLink.this, Errors.detailOf(error).orElseGet(() -> detail(Status.fromThrowable(error))));
            }
        }

        @Override
        public void onCompleted() {
            if (!isClosed) {
                listener.closed(MasterLink.this, Errors.detail(ErrorCode.NOT_READY, "it ended the session"));
            }
        }

        private ErrorDetail detail(Status status) {
            Throwable cause = status.getCause();
            String message = status.getDescription() == null ? status.getCode().name() : status.getDescription();
            return Errors.detail(
                    ErrorCode.NOT_READY, cause == null ? message : message + " (" + cause.getMessage() + ")");
        }
    }
}
