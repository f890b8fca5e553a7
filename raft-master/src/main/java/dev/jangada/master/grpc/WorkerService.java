package dev.jangada.master.grpc;

import dev.jangada.coordinator.Generations;
import dev.jangada.master.leader.LeaderSession;
import dev.jangada.master.leader.WorkerChannel;
import dev.jangada.master.replication.AppliedCore;
import dev.jangada.protocol.Errors;
import dev.jangada.protocol.v1.ArtifactChunk;
import dev.jangada.protocol.v1.ErrorCode;
import dev.jangada.protocol.v1.ErrorDetail;
import dev.jangada.protocol.v1.FetchArtifactRequest;
import dev.jangada.protocol.v1.Hello;
import dev.jangada.protocol.v1.LeaderMessage;
import dev.jangada.protocol.v1.MasterAddress;
import dev.jangada.protocol.v1.WorkerGrpc;
import dev.jangada.protocol.v1.WorkerMessage;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The workers' side of the API port. Thread-safe. */
public final class WorkerService extends WorkerGrpc.WorkerImplBase {
    private final LeaderGate gate;
    private final ArtifactTransfers artifacts;
    private final Set<WorkerStream> streams = ConcurrentHashMap.newKeySet();

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
        streams.add(stream);
        return stream;
    }

    /** Tells the workers of this leader who the masters are: the next leader may be one that they have not heard of. */
    public void tellMasters() {
        List<MasterAddress> masters = gate.core().leadership().masters().stream()
                .map(master -> MasterAddress.newBuilder()
                        .setId(master.id())
                        .setApiAddress(master.apiAddress())
                        .build())
                .toList();
        streams.forEach(stream -> stream.tell(masters));
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
            } else if (sameGeneration(hello, current.get()) && loss(hello).isPresent()) {
                // What it has seen in an earlier generation was given up when this one began.
                refuse(loss(hello).get());
            } else {
                leader = current.get();
                current.get().greeted(this, hello);
            }
        }

        private boolean sameGeneration(Hello hello, LeaderSession session) {
            return Generations.of(hello.getLastTerm()) == Generations.of(session.term());
        }

        private Optional<ErrorDetail> loss(Hello hello) {
            return gate.loss("worker " + hello.getWorker(), hello.getSeenTerm(), hello.getSeenIndex());
        }

        private void tell(List<MasterAddress> masters) {
            LeaderSession session = leader;
            if (session != null) {
                send(LeaderMessage.newBuilder()
                        .setTerm(session.term())
                        .addAllMasters(masters)
                        .build());
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
            streams.remove(this);
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
                // Whatever the message acknowledges was applied before it was made.
                AppliedCore.Place place = gate.core().applied();
                call.onNext(message.toBuilder()
                        .setIndex(Math.max(0, place.index()))
                        .setIndexTerm(place.term())
                        .build());
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
                streams.remove(this);
                call.onCompleted();
            }
        }
    }
}
