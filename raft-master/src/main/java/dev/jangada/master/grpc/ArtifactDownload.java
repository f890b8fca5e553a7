package dev.jangada.master.grpc;

import com.google.protobuf.ByteString;
import dev.jangada.protocol.v1.ArtifactChunk;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** One artifact on its way out, as fast as the caller takes it. Thread-safe. */
final class ArtifactDownload {
    /** Bytes in a chunk. */
    static final int CHUNK_BYTES = 256 * 1024;

    private final LeaderGate gate;
    private final String digest;
    private final ServerCallStreamObserver<ArtifactChunk> call;
    private @Nullable InputStream bytes;
    private long length;
    private boolean isBegun;
    private boolean isOver;

    /** Must be made before the service method returns. */
    ArtifactDownload(LeaderGate gate, String digest, ServerCallStreamObserver<ArtifactChunk> call) {
        this.gate = gate;
        this.digest = digest;
        this.call = call;
        call.setOnReadyHandler(this::send);
        call.setOnCancelHandler(this::close);
    }

    /** Sends the artifact, which is on {@code disk}. */
    synchronized void begin(ArtifactDisk disk) throws IOException {
        length = disk.length(digest);
        bytes = disk.open(digest);
        send();
    }

    synchronized void fail(Exception why) {
        if (!isOver) {
            close();
            call.onError(Answers.status(gate, why));
        }
    }

    private synchronized void send() {
        try {
            while (bytes != null && !isOver && call.isReady()) {
                byte[] piece = bytes.readNBytes(CHUNK_BYTES);
                if (piece.length == 0) {
                    close();
                    call.onCompleted();
                    return;
                }
                ArtifactChunk.Builder chunk = ArtifactChunk.newBuilder().setBytes(ByteString.copyFrom(piece));
                if (!isBegun) {
                    isBegun = true;
                    chunk.setDigest(digest).setLength(length);
                }
                call.onNext(chunk.build());
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private synchronized void close() {
        isOver = true;
        if (bytes != null) {
            try {
                bytes.close();
            } catch (IOException e) {
                // it was only read
            }
        }
    }
}
