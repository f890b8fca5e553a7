package dev.jangada.master.grpc;

import dev.jangada.protocol.Errors;
import dev.jangada.protocol.v1.ArtifactChunk;
import dev.jangada.protocol.v1.ErrorCode;
import dev.jangada.protocol.v1.RequestHeader;
import dev.jangada.protocol.v1.UploadArtifactResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One artifact on its way in. Called by one thread at a time, and the next chunk comes when this one is written. */
final class ArtifactUpload implements StreamObserver<ArtifactChunk> {
    private static final int UPLOADS_MAX = 32;

    private final LeaderGate gate;
    private final ArtifactDisk disk;
    private final AtomicInteger uploads;
    private final ServerCallStreamObserver<UploadArtifactResponse> call;
    private final Consumer<RequestHeader> check;
    private final Function<String, CompletableFuture<Integer>> then;
    private String digest = "";
    private ArtifactDisk.@Nullable Incoming incoming;
    private boolean isOpen;
    private boolean isOver;

    ArtifactUpload(
            LeaderGate gate,
            ArtifactDisk disk,
            AtomicInteger uploads,
            ServerCallStreamObserver<UploadArtifactResponse> call,
            Consumer<RequestHeader> check,
            Function<String, CompletableFuture<Integer>> then) {
        this.gate = gate;
        this.disk = disk;
        this.uploads = uploads;
        this.call = call;
        this.check = check;
        this.then = then;
    }

    @Override
    public void onNext(ArtifactChunk chunk) {
        if (isOver) {
            return;
        }
        try {
            if (!isOpen) {
                open(chunk);
            }
            if (incoming != null) { // else it is here already, and the bytes are not needed
                ArtifactTransfers.write(chunk.getBytes(), incoming);
            }
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
    }

    private void open(ArtifactChunk first) throws IOException {
        check.accept(first.getHeader());
        digest = ArtifactTransfers.checked(first.getDigest());
        long length = first.getLength();
        if (length <= 0 || length > ArtifactDisk.LENGTH_MAX) {
            throw Errors.exception(
                    ErrorCode.LIMIT,
                    "an artifact has 1 to " + ArtifactDisk.LENGTH_MAX + " bytes, this one " + length
                            + ": leave libraries that the cluster has out of the jar");
        }
        if (uploads.incrementAndGet() > UPLOADS_MAX) {
            uploads.decrementAndGet();
            throw Errors.exception(
                    ErrorCode.OVERLOADED,
                    "this master takes in " + UPLOADS_MAX + " artifacts already: try again later");
        }
        isOpen = true;
        if (!disk.holds(digest)) {
            incoming = disk.receive(digest, length);
        }
    }

    @Override
    public void onError(Throwable cause) {
        close();
    }

    @Override
    public void onCompleted() {
        if (isOver) {
            return;
        }
        try {
            if (!isOpen) {
                throw Errors.exception(ErrorCode.INVALID, "an upload begins with a chunk that names its digest");
            }
            if (incoming != null) {
                incoming.complete();
            }
            close();
        } catch (IOException | RuntimeException e) {
            fail(e);
            return;
        }
        Answers.answer(
                gate,
                call,
                () -> then.apply(digest)
                        .thenApply(copies -> UploadArtifactResponse.newBuilder()
                                .setDigest(digest)
                                .setCopies(copies)
                                .build()));
    }

    private void fail(Exception why) {
        close();
        call.onError(
                why instanceof IOException
                        ? Errors.exception(ErrorCode.INVALID, "the artifact was not stored: " + why.getMessage())
                        : Answers.status(gate, why));
    }

    private void close() {
        if (isOpen && !isOver) {
            uploads.decrementAndGet();
        }
        isOver = true;
        if (incoming != null) {
            incoming.close();
            incoming = null;
        }
    }
}
