package dev.jangada.worker.session;

import dev.jangada.protocol.v1.ArtifactChunk;
import dev.jangada.protocol.v1.FetchArtifactRequest;
import dev.jangada.protocol.v1.WorkerGrpc;
import dev.jangada.worker.artifact.ArtifactSource;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Fetches artifacts from the masters: from the first that has it and answers. Thread-safe. */
public final class MasterArtifacts implements ArtifactSource {

    private static final long MOST_SECONDS = 60;

    private volatile Supplier<List<String>> masters;
    private final Supplier<String> clusterId;

    /** From some masters, in the cluster that is known at the time of asking. */
    public MasterArtifacts(List<String> configured, Supplier<String> clusterId) {
        this.masters = () -> configured;
        this.clusterId = clusterId;
    }

    /** From now on asks the masters that a session knows. */
    public void follow(Session session) {
        masters = session::masters;
    }

    @Override
    public void fetch(String digest, OutputStream target) throws IOException {
        List<String> answers = new ArrayList<>();
        for (String address : masters.get()) {
            ManagedChannel channel = MasterLink.channel(address);
            boolean hasBegun = false;
            try {
                Iterator<ArtifactChunk> chunks = WorkerGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(MOST_SECONDS, TimeUnit.SECONDS)
                        .fetchArtifact(FetchArtifactRequest.newBuilder()
                                .setClusterId(clusterId.get())
                                .setDigest(digest)
                                .build());
                while (chunks.hasNext()) {
                    hasBegun = true;
                    chunks.next().getBytes().writeTo(target);
                }
                return;
            } catch (StatusRuntimeException e) {
                answers.add(address + ": " + e.getMessage());
                if (hasBegun) {
                    throw new IOException(String.join("; ", answers), e); // what was written cannot be taken back
                }
            } finally {
                channel.shutdownNow();
            }
        }
        throw new IOException("no master gives it (" + String.join("; ", answers) + ")");
    }
}
