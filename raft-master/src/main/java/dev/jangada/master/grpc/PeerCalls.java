package dev.jangada.master.grpc;

import dev.jangada.master.replication.Leadership;
import dev.jangada.master.replication.Leadership.MasterAddress;
import dev.jangada.master.replication.ReplicatedCore;
import dev.jangada.protocol.v1.DescribeRequest;
import dev.jangada.protocol.v1.FindMissingArtifactsRequest;
import dev.jangada.protocol.v1.FindMissingArtifactsResponse;
import dev.jangada.protocol.v1.MasterInfo;
import dev.jangada.protocol.v1.PeerGrpc;
import dev.jangada.protocol.v1.RequestHeader;
import dev.jangada.protocol.v1.WorkerGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls to the other masters of the group, each over one connection that is made when it is needed. Thread-safe. */
public final class PeerCalls implements AutoCloseable {
    private static final Duration DESCRIBE_WITHIN = Duration.ofMillis(300);
    private static final Duration LOOK_WITHIN = Duration.ofSeconds(1);
    private static final Duration STORE_WITHIN = Duration.ofMinutes(5);

    private final String clusterId;
    private final ReplicatedCore core;
    private final Supplier<MasterInfo> self;
    private final Map<String, ManagedChannel> channels = new ConcurrentHashMap<>();

    public PeerCalls(String clusterId, ReplicatedCore core, Supplier<MasterInfo> self) {
        this.clusterId = clusterId;
        this.core = core;
        this.self = self;
    }

    /** The other masters. */
    List<MasterAddress> others() {
        Leadership here = core.leadership();
        return here.masters().stream()
                .filter(master -> !master.id().equals(here.self()))
                .toList();
    }

    /** Every master as it sees itself; those that do not answer at once as UNREACHABLE. */
    CompletableFuture<List<MasterInfo>> describeAll() {
        Leadership here = core.leadership();
        List<CompletableFuture<MasterInfo>> answers = new ArrayList<>();
        for (MasterAddress master : here.masters()) {
            answers.add(
                    master.id().equals(here.self())
                            ? CompletableFuture.completedFuture(self.get())
                            : describe(master, DESCRIBE_WITHIN)
                                    .thenApply(answer -> isFrom(master, answer) ? answer : unreachable(master))
                                    .exceptionally(failure -> unreachable(master)));
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
    }

    /** A master as it sees itself, a member or not. */
    CompletableFuture<MasterInfo> describe(MasterAddress master, Duration within) {
        Single<MasterInfo> answer = new Single<>();
        PeerGrpc.newStub(channel(master))
                .withDeadlineAfter(within.toMillis(), TimeUnit.MILLISECONDS)
                .describe(DescribeRequest.newBuilder().setHeader(header()).build(), answer);
        return answer.future;
    }

    /**
     * Whether the master that was asked has answered. Where addresses change (containers), another may be at the address
     * that its name had a moment ago; then the next call looks the name up again.
     */
    private boolean isFrom(MasterAddress asked, MasterInfo answer) {
        if (answer.getId().equals(asked.id())) {
            return true;
        }
        channel(asked).enterIdle();
        return false;
    }

    private static MasterInfo unreachable(MasterAddress master) {
        return MasterInfo.newBuilder()
                .setId(master.id())
                .setRole("UNREACHABLE")
                .setApiAddress(master.apiAddress())
                .setRaftAddress(master.raftAddress())
                .setHttpAddress(master.httpAddress())
                .build();
    }

    /** Which of {@code digests} a master does not hold. */
    CompletableFuture<List<String>> lacked(MasterAddress master, List<String> digests) {
        Single<FindMissingArtifactsResponse> answer = new Single<>();
        PeerGrpc.newStub(channel(master))
                .withDeadlineAfter(LOOK_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                .lackedArtifacts(
                        FindMissingArtifactsRequest.newBuilder()
                                .setHeader(header())
                                .addAllDigests(digests)
                                .build(),
                        answer);
        return answer.future.thenApply(FindMissingArtifactsResponse::getDigestsList);
    }

    /** A stub of another master, to send it an artifact. */
    PeerGrpc.PeerStub storing(MasterAddress master) {
        return PeerGrpc.newStub(channel(master)).withDeadlineAfter(STORE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A stub of another master, to get an artifact from it. */
    WorkerGrpc.WorkerBlockingStub fetching(MasterAddress master) {
        return WorkerGrpc.newBlockingStub(channel(master))
                .withDeadlineAfter(STORE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    RequestHeader header() {
        return RequestHeader.newBuilder().setClusterId(clusterId).build();
    }

    private ManagedChannel channel(MasterAddress master) {
        return channels.computeIfAbsent(
                master.apiAddress(),
                address -> NettyChannelBuilder.forTarget(address)
                        .usePlaintext()
                        .idleTimeout(5, TimeUnit.MINUTES)
                        .build());
    }

    @Override
    public void close() {
        channels.values().forEach(ManagedChannel::shutdownNow);
    }

    /** Takes the one answer of a call. */
    static final class Single<T> implements StreamObserver<T> {
        final CompletableFuture<T> future = new CompletableFuture<>();
        private @Nullable T value;

        @Override
        public void onNext(T answer) {
            value = answer;
        }

        @Override
        public void onError(Throwable cause) {
            future.completeExceptionally(cause);
        }

        @Override
        public void onCompleted() {
            T answer = value;
            if (answer == null) {
                future.completeExceptionally(new IllegalStateException("the call ended without an answer"));
            } else {
                future.complete(answer);
            }
        }
    }
}
