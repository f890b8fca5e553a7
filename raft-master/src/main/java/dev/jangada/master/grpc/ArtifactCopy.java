package dev.jangada.master.grpc;

import com.google.protobuf.ByteString;
import dev.jangada.protocol.v1.ArtifactChunk;
import dev.jangada.protocol.v1.PeerGrpc;
import dev.jangada.protocol.v1.RequestHeader;
import dev.jangada.protocol.v1.UploadArtifactResponse;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;

/** One artifact on its way to another master, as fast as that one takes it. */
final class ArtifactCopy implements ClientResponseObserver<ArtifactChunk, UploadArtifactResponse> {
    private final RequestHeader header;
    private final String digest;
    private final long length;
    private final InputStream bytes;
    private final CompletableFuture<UploadArtifactResponse> done = new CompletableFuture<>();
    private boolean isBegun;
    private boolean isSent;

    private ArtifactCopy(RequestHeader header, String digest, long length, InputStream bytes) {
        this.length = length;
        this.header = header;
        this.digest = digest;
        this.bytes = bytes;
    }

    /** Begins; completes when the other master has it on disk. */
    static CompletableFuture<UploadArtifactResponse> begin(
            PeerGrpc.PeerStub peer, RequestHeader header, String digest, ArtifactDisk disk) {
        try {
            ArtifactCopy copy = new ArtifactCopy(header, digest, disk.length(digest), disk.open(digest));
            peer.storeArtifact(copy);
            return copy.done.whenComplete((stored, failure) -> copy.close());
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<ArtifactChunk> call) {
        call.setOnReadyHandler(() -> send(call));
    }

    private synchronized void send(ClientCallStreamObserver<ArtifactChunk> call) {
        try {
            while (call.isReady() && !isSent) {
                byte[] piece = bytes.readNBytes(ArtifactDownload.CHUNK_BYTES);
                ArtifactChunk.Builder chunk = ArtifactChunk.newBuilder().setBytes(ByteString.copyFrom(piece));
                if (!isBegun) {
                    isBegun = true;
                    chunk.setHeader(header).setDigest(digest).setLength(length);
                }
                if (piece.length > 0) {
                    call.onNext(chunk.build());
                } else {
                    isSent = true;
                    call.onCompleted();
                }
            }
        } catch (IOException e) {
            isSent = true;
            call.cancel("the artifact could not be read", e);
        }
    }

    private synchronized void close() {
        isSent = true;
        try {
            bytes.close();
        } catch (IOException e) {
            // it was only read
        }
    }

    @Override
    public void onNext(UploadArtifactResponse stored) {
        done.complete(stored);
    }

    @Override
    public void onError(Throwable cause) {
        done.completeExceptionally(cause);
    }

    @Override
    public void onCompleted() {
        done.completeExceptionally(new IOException("the other master ended the call without an answer"));
    }
}
