package dev.jangada.master.grpc;

import dev.jangada.master.codec.IntroductionCodec;
import dev.jangada.master.replication.Introduction;
import dev.jangada.protocol.v1.ArtifactChunk;
import dev.jangada.protocol.v1.DescribeRequest;
import dev.jangada.protocol.v1.FindMissingArtifactsRequest;
import dev.jangada.protocol.v1.FindMissingArtifactsResponse;
import dev.jangada.protocol.v1.IntroductionMessage;
import dev.jangada.protocol.v1.MasterInfo;
import dev.jangada.protocol.v1.PeerGrpc;
import dev.jangada.protocol.v1.UploadArtifactResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What other masters ask of this one. Thread-safe. */
public final class PeerService extends PeerGrpc.PeerImplBase {
    private final LeaderGate gate;
    private final Supplier<MasterInfo> self;
    private final ArtifactTransfers artifacts;
    private final UnaryOperator<Introduction> meeting;

    /** @param meeting answers another master's introduction with this one's */
    public PeerService(
            LeaderGate gate,
            Supplier<MasterInfo> self,
            ArtifactTransfers artifacts,
            UnaryOperator<Introduction> meeting) {
        this.gate = gate;
        this.self = self;
        this.artifacts = artifacts;
        this.meeting = meeting;
    }

    @Override
    public void introduce(IntroductionMessage request, StreamObserver<IntroductionMessage> call) {
        Answers.answer(gate, call, () -> {
            gate.checkCluster(request.getHeader().getClusterId());
            Introduction answer = meeting.apply(IntroductionCodec.decode(request));
            return CompletableFuture.completedFuture(IntroductionCodec.encode(answer));
        });
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
