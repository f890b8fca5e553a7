package dev.jangada.master.grpc;

import dev.jangada.master.leader.LeaderSession;
import dev.jangada.master.leader.WorkerChannel;
import dev.jangada.protocol.Errors;
import dev.jangada.protocol.v1.ArtifactChunk;
import dev.jangada.protocol.v1.ErrorCode;
import dev.jangada.protocol.v1.ErrorDetail;
import dev.jangada.protocol.v1.FetchArtifactRequest;
import dev.jangada.protocol.v1.Hello;
import dev.jangada.protocol.v1.LeaderMessage;
import dev.jangada.protocol.v1.WorkerGrpc;
import dev.jangada.protocol.v1.WorkerMessage;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The workers' side of the API port. Thread-safe. */
public final class WorkerService extends WorkerGrpc.WorkerImplBase {
    private final LeaderGate gate;
    private final ArtifactTransfers artifacts;

    public WorkerService(LeaderGate gate, ArtifactTransfers artifacts) {
        this.gate = gate;
        this.artifacts = artifacts;
    }

    @Override
    public StreamObserver<WorkerMessage> session(StreamObserver<LeaderMessage> responses) {
        ServerCallStreamObserver<LeaderMessage> call = (ServerCallStreamObserver<LeaderMessage>) responses;
        WorkerStream stream = new WorkerStream(call);
        call.disableAutoRequest();
        call.setOnReadyHandler(stream::ready);
        call.setOnCancelHandler(stream::hungUp);
        call.request(1);
        return stream;
    }

    @Override
    public void fetchArtifact(FetchArtifactRequest request, StreamObserver<ArtifactChunk> call) {
        try {
            gate.checkCluster(request.getClusterId());
        } catch (RuntimeException e) {
            call.onError(Answers.status(gate, e));
            return;
        }
        artifacts.send(request.getDigest(), (ServerCallStreamObserver<ArtifactChunk>) call);
    }

    /**
     * One stream. What comes in is passed on to the leader's loop; what goes out comes from it. The lock is for the end
     * of the stream, which either side may bring about.
     */
    private final class WorkerStream implements StreamObserver<WorkerMessage>, WorkerChannel {
        private final ServerCallStreamObserver<LeaderMessage> call;
        private volatile @Nullable LeaderSession leader;
        private boolean isOver;

        private WorkerStream(ServerCallStreamObserver<LeaderMessage> call) {
            this.call = call;
        }

        @Override
        public void onNext(WorkerMessage message) {
            LeaderSession session = leader;
            switch (message.getMessageCase()) {
                case HELLO -> greet(message.getHello(), session);
                case REPORT -> {
                    if (session == null) {
                        refuse(Errors.detail(ErrorCode.INVALID, "a worker says Hello before it reports"));
                    } else {
                        session.reported(this, message.getReport());
                    }
                }
                case MESSAGE_NOT_SET -> refuse(Errors.detail(ErrorCode.INVALID, "a worker sent an empty message"));
            }
        }

        private void greet(Hello hello, @Nullable LeaderSession session) {
            if (session != null) {
                session.greeted(this, hello);
                return;
            }
            String cluster = hello.getClusterId();
            if (!cluster.isEmpty() && !cluster.equals(gate.clusterId())) {
                refuse(gate.wrongCluster(cluster));
                return;
            }
            Optional<LeaderSession> current = gate.seat().session();
            if (current.isEmpty()) {
                refuse(gate.notLeader());
            } else if (Long.compareUnsigned(hello.getLastTerm(), current.get().term()) > 0) {
                refuse(Errors.detail(
                        ErrorCode.NOT_READY,
                        "the worker has seen term " + hello.getLastTerm() + ", and this master knows of term "
                                + current.get().term() + " only: try again in a moment"));
            } else {
                leader = current.get();
                current.get().greeted(this, hello);
            }
        }

        private void ready() {
            LeaderSession session = leader;
            if (session != null) {
                session.writable(this);
            }
        }

        private void hungUp() {
            synchronized (this) {
                isOver = true;
            }
            LeaderSession session = leader;
            if (session != null) {
                session.hungUp(this);
            }
        }

        @Override
        public void onError(Throwable cause) {
            hungUp();
        }

        @Override
        public void onCompleted() {
            end();
            hungUp();
        }

        @Override
        public boolean isReady() {
            return call.isReady();
        }

        @Override
        public synchronized void send(LeaderMessage message) {
            if (!isOver) {
                call.onNext(message);
            }
        }

        @Override
        public void receiveNext() {
            call.request(1);
        }

        @Override
        public synchronized void refuse(ErrorDetail why) {
            LeaderSession session = leader;
            send(LeaderMessage.newBuilder()
                    .setTerm(session == null ? 0 : session.term())
                    .setRefused(why)
                    .build());
            end();
        }

        @Override
        public synchronized void end() {
            if (!isOver) {
                isOver = true;
                call.onCompleted();
            }
        }
    }
}
