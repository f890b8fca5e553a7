package dev.jangada.master.grpc;

import dev.jangada.protocol.v1.ArtifactChunk;
import dev.jangada.protocol.v1.DescribeRequest;
import dev.jangada.protocol.v1.FindMissingArtifactsRequest;
import dev.jangada.protocol.v1.FindMissingArtifactsResponse;
import dev.jangada.protocol.v1.MasterInfo;
import dev.jangada.protocol.v1.PeerGrpc;
import dev.jangada.protocol.v1.UploadArtifactResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** What other masters ask of this one. Thread-safe. */
public final class PeerService extends PeerGrpc.PeerImplBase {
    private final LeaderGate gate;
    private final Supplier<MasterInfo> self;
    private final ArtifactTransfers artifacts;

    public PeerService(LeaderGate gate, Supplier<MasterInfo> self, ArtifactTransfers artifacts) {
        this.gate = gate;
        this.self = self;
        this.artifacts = artifacts;
    }

    @Override
    public void describe(DescribeRequest request, StreamObserver<MasterInfo> call) {
        Answers.answer(gate, call, () -> {
            gate.checkCluster(request.getHeader().getClusterId());
            return CompletableFuture.completedFuture(self.get());
        });
    }

    @Override
    public void lackedArtifacts(
            FindMissingArtifactsRequest request, StreamObserver<FindMissingArtifactsResponse> call) {
        Answers.answer(gate, call, () -> {
            gate.checkCluster(request.getHeader().getClusterId());
            return CompletableFuture.completedFuture(FindMissingArtifactsResponse.newBuilder()
                    .addAllDigests(artifacts.lacked(request.getDigestsList()))
                    .build());
        });
    }

    @Override
    public StreamObserver<ArtifactChunk> storeArtifact(StreamObserver<UploadArtifactResponse> call) {
        return artifacts.upload(
                (ServerCallStreamObserver<UploadArtifactResponse>) call,
                header -> gate.checkCluster(header.getClusterId()),
                digest -> CompletableFuture.completedFuture(1));
    }
}
