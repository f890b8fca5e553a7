package dev.jangada.worker;

import com.google.protobuf.ByteString;
import dev.jangada.protocol.Errors;
import dev.jangada.protocol.v1.ArtifactChunk;
import dev.jangada.protocol.v1.Directive;
import dev.jangada.protocol.v1.ErrorCode;
import dev.jangada.protocol.v1.ErrorDetail;
import dev.jangada.protocol.v1.FetchArtifactRequest;
import dev.jangada.protocol.v1.Hello;
import dev.jangada.protocol.v1.LeaderMessage;
import dev.jangada.protocol.v1.Outcome;
import dev.jangada.protocol.v1.Report;
import dev.jangada.protocol.v1.Welcome;
import dev.jangada.protocol.v1.WorkerGrpc;
import dev.jangada.protocol.v1.WorkerMessage;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A master that does as it is told by a test: a real gRPC server with a script instead of a log. */
public final class FakeLeader implements AutoCloseable {

    /** How it answers a Hello. */
    public enum Mood {
        WELCOMES,
        REDIRECTS,
        IS_NOT_READY,
        SAYS_NOTHING
    }

    private final Server server;
    private final String id;
    private final List<Hello> hellos = new CopyOnWriteArrayList<>();
    private final List<Report> reports = new CopyOnWriteArrayList<>();
    private final Map<String, StreamObserver<LeaderMessage>> workers = new ConcurrentHashMap<>();
    private final Map<String, byte[]> artifacts = new ConcurrentHashMap<>();
    private volatile Mood mood;
    private volatile long term;
    private volatile long epoch = 1;
    private volatile String clusterId = "c1";
    private volatile String leaderAddress = "";
    private volatile @Nullable ErrorDetail refusal;
    private volatile BiConsumer<String, Report> onReport = (worker, report) -> {};
    private volatile boolean remembers = true;

    private FakeLeader(String id, int port, Mood mood, long term) {
        this.id = id;
        this.mood = mood;
        this.term = term;
        try {
            this.server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                    .addService(new Service())
                    .permitKeepAliveTime(1, TimeUnit.SECONDS)
                    .directExecutor()
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A leader of a term. */
    public static FakeLeader leading(String id, long term) {
        return new FakeLeader(id, 0, Mood.WELCOMES, term);
    }

    /** A leader of a term at a port that is known already. */
    public static FakeLeader leadingAt(int port, String id, long term) {
        return new FakeLeader(id, port, Mood.WELCOMES, term);
    }

    /** A master that does not lead. */
    public static FakeLeader following(String id) {
        return new FakeLeader(id, 0, Mood.IS_NOT_READY, 0);
    }

    public String address() {
        return "127.0.0.1:" + server.getPort();
    }

    public int port() {
        return server.getPort();
    }

    public FakeLeader mood(Mood now) {
        mood = now;
        return this;
    }

    public FakeLeader redirectsTo(String address) {
        leaderAddress = address;
        return mood(Mood.REDIRECTS);
    }

    public FakeLeader refusesWith(ErrorCode code, String message) {
        refusal = Errors.detail(code, message);
        return this;
    }

    public FakeLeader leads(long inTerm) {
        term = inTerm;
        return mood(Mood.WELCOMES);
    }

    public FakeLeader givesEpoch(long number) {
        epoch = number;
        return this;
    }

    public FakeLeader cluster(String cluster) {
        clusterId = cluster;
        return this;
    }

    public FakeLeader onReport(BiConsumer<String, Report> reaction) {
        onReport = reaction;
        return this;
    }

    /** For many reports: does not keep them. */
    public FakeLeader forgetful() {
        remembers = false;
        return this;
    }

    public FakeLeader has(String digest, byte[] artifact) {
        artifacts.put(digest, artifact);
        return this;
    }

    public List<Hello> hellos() {
        return hellos;
    }

    public List<Report> reports() {
        return reports;
    }

    /** All outcomes reported so far, those told again included. */
    public List<Outcome> outcomes() {
        return reports.stream()
                .flatMap(report -> report.getOutcomesList().stream())
                .toList();
    }

    public boolean hasWorker(String worker) {
        return workers.containsKey(worker);
    }

    public void send(String worker, Directive directive) {
        StreamObserver<LeaderMessage> stream = workers.get(worker);
        if (stream == null) {
            throw new IllegalStateException("worker " + worker + " is not attached");
        }
        synchronized (stream) {
            stream.onNext(LeaderMessage.newBuilder()
                    .setTerm(term)
                    .setDirective(directive)
                    .build());
        }
    }

    /** Ends as a killed process does: all connections break. */
    @Override
    public void close() {
        server.shutdownNow();
        try {
            server.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Service extends WorkerGrpc.WorkerImplBase {

        @Override
        public StreamObserver<WorkerMessage> session(StreamObserver<LeaderMessage> out) {
            return new Incoming(out);
        }

        @Override
        public void fetchArtifact(FetchArtifactRequest request, StreamObserver<ArtifactChunk> out) {
            byte[] bytes = artifacts.get(request.getDigest());
            if (bytes == null) {
                out.onError(Errors.exception(ErrorCode.MISSING_ARTIFACT, "unknown"));
                return;
            }
            out.onNext(ArtifactChunk.newBuilder()
                    .setBytes(ByteString.copyFrom(bytes))
                    .build());
            out.onCompleted();
        }
    }

    private final class Incoming implements StreamObserver<WorkerMessage> {

        private final StreamObserver<LeaderMessage> out;
        private String worker = "";

        Incoming(StreamObserver<LeaderMessage> out) {
            this.out = out;
        }

        @Override
        public void onNext(WorkerMessage message) {
            if (message.hasHello()) {
                hellos.add(message.getHello());
                worker = message.getHello().getWorker();
                answer(message.getHello());
            } else {
                if (remembers) {
                    reports.add(message.getReport());
                }
                onReport.accept(worker, message.getReport());
            }
        }

        private void answer(Hello hello) {
            ErrorDetail refused = refusal;
            if (refused != null) {
                refuse(refused);
                return;
            }
            switch (mood) {
                case WELCOMES -> {
                    out.onNext(LeaderMessage.newBuilder()
                            .setTerm(term)
                            .setWelcome(Welcome.newBuilder()
                                    .setClusterId(clusterId)
                                    .setEpoch(hello.getEpoch() == 0 ? epoch : hello.getEpoch())
                                    .setLeaseMillis(5_000)
                                    .setHeartbeatMillis(200)
                                    .setLeaderId(id))
                            .build());
                    // Not before the Welcome is sent: a directive that overtakes it is dropped by the worker.
                    workers.put(hello.getWorker(), out);
                }
                case REDIRECTS ->
                    refuse(Errors.detail(ErrorCode.NOT_LEADER, "not me").toBuilder()
                            .setLeaderAddress(leaderAddress)
                            .build());
                case IS_NOT_READY -> refuse(Errors.detail(ErrorCode.NOT_READY, "no leader is known"));
                case SAYS_NOTHING -> {
                    // as a paused process
                }
            }
        }

        private void refuse(ErrorDetail why) {
            out.onNext(LeaderMessage.newBuilder().setRefused(why).build());
            out.onCompleted();
        }

        @Override
        public void onError(Throwable error) {
            workers.remove(worker, out);
        }

        @Override
        public void onCompleted() {
            workers.remove(worker, out);
            out.onCompleted();
        }
    }
}
