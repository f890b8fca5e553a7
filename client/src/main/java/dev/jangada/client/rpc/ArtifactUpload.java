package dev.jangada.client.rpc;

import com.google.protobuf.UnsafeByteOperations;
import dev.jangada.client.InterruptedCallException;
import dev.jangada.protocol.v1.ArtifactChunk;
import dev.jangada.protocol.v1.ClientGrpc;
import dev.jangada.protocol.v1.FindMissingArtifactsRequest;
import dev.jangada.protocol.v1.UploadArtifactResponse;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends one artifact to the leader, no faster than it takes it. Used once, by one thread. */
final class ArtifactUpload implements ClientResponseObserver<ArtifactChunk, UploadArtifactResponse> {
    private static final int CHUNK_BYTES = 256 * 1024;
    /** A leader that takes no chunk for so long is given up. */
    private static final long STALL_SECONDS = 10;

    private final Semaphore ready = new Semaphore(0);
    private final CompletableFuture<String> answer = new CompletableFuture<>();

    private ArtifactUpload() {}

    /** Asks the leader which artifacts the masters lack, and sends those; goes on at the next leader if one fails. */
    static void bringMissing(
            MasterChannels channels, ClusterView view, Map<String, byte[]> artifacts, Duration patience) {
        if (artifacts.isEmpty()) {
            return;
        }
        LeaderSearch search = new LeaderSearch(view, patience);
        while (true) {
            HostPort master = search.target();
            try {
                for (String digest : missing(channels, view, master, artifacts)) {
                    byte[] bytes = artifacts.get(digest);
                    if (bytes != null) {
                        new ArtifactUpload().send(channels, view, master, digest, bytes);
                        search.startAnew();
                    }
                }
                view.leads(master);
                return;
            } catch (StatusRuntimeException e) {
                search.failed(Failure.of(e));
            } catch (ExecutionException e) {
                search.failed(Failure.of(e.getCause() == null ? e : e.getCause()));
            } catch (TimeoutException e) {
                search.failed(Failure.silent());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedCallException("the masters to take the classes of the job");
            }
        }
    }

    private static List<String> missing(
            MasterChannels channels, ClusterView view, HostPort master, Map<String, byte[]> artifacts) {
        return ClientGrpc.newBlockingStub(channels.to(master))
                .withDeadlineAfter(MasterClient.ONE_ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                .findMissingArtifacts(FindMissingArtifactsRequest.newBuilder()
                        .setHeader(view.header())
                        .addAllDigests(artifacts.keySet())
                        .build())
                .getDigestsList();
    }

    private void send(MasterChannels channels, ClusterView view, HostPort master, String digest, byte[] bytes)
            throws InterruptedException, ExecutionException, TimeoutException {
        var call = (ClientCallStreamObserver<ArtifactChunk>)
                ClientGrpc.newStub(channels.to(master)).uploadArtifact(this);
        try {
            call.onNext(ArtifactChunk.newBuilder()
                    .setHeader(view.header())
                    .setDigest(digest)
                    .setLength(bytes.length)
                    .build());
            for (int at = 0; at < bytes.length && !answer.isDone(); at += CHUNK_BYTES) {
                awaitReady(call);
                int length = Math.min(CHUNK_BYTES, bytes.length - at);
                call.onNext(ArtifactChunk.newBuilder()
                        .setBytes(UnsafeByteOperations.unsafeWrap(bytes, at, length))
                        .build());
            }
            if (!answer.isDone()) {
                call.onCompleted();
            }
            answer.get(STALL_SECONDS, TimeUnit.SECONDS);
        } finally {
            if (!answer.isDone()) {
                call.cancel("the upload is given up", null);
            }
        }
    }

    private void awaitReady(ClientCallStreamObserver<ArtifactChunk> call)
            throws InterruptedException, TimeoutException {
        while (!call.isReady() && !answer.isDone()) {
            if (!ready.tryAcquire(STALL_SECONDS, TimeUnit.SECONDS)) {
                throw new TimeoutException("the master takes no more data");
            }
        }
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<ArtifactChunk> call) {
        call.setOnReadyHandler(ready::release);
    }

    @Override
    public void onNext(UploadArtifactResponse response) {
        answer.complete(response.getDigest());
    }

    @Override
    public void onError(Throwable error) {
        answer.completeExceptionally(error);
        ready.release();
    }

    @Override
    public void onCompleted() {
        answer.completeExceptionally(new IllegalStateException("the master gave no answer"));
        ready.release();
    }
}
