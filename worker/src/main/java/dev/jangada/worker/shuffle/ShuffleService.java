package dev.jangada.worker.shuffle;

import com.google.protobuf.UnsafeByteOperations;
import dev.jangada.engine.run.Extent;
import dev.jangada.protocol.Errors;
import dev.jangada.protocol.v1.ErrorCode;
import dev.jangada.protocol.v1.FetchChunk;
import dev.jangada.protocol.v1.FetchRequest;
import dev.jangada.protocol.v1.ShuffleGrpc;
import dev.jangada.protocol.v1.TaskStage;
import dev.jangada.protocol.v1.WorkerToken;
import dev.jangada.worker.attempt.AttemptNames;
import dev.jangada.worker.local.JobDirectory;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Serves the segments of this worker's map outputs, only as fast as the reader takes them. Thread-safe. */
public final class ShuffleService extends ShuffleGrpc.ShuffleImplBase {

    /** The most bytes of a chunk. */
    static final int CHUNK_BYTES = 1 << 20;

    private final Path directory;
    private final RunFiles files;
    private final Supplier<Identity> identity;
    private final AtomicLong bytesServed = new AtomicLong();

    /**
     * Who serves.
     *
     * @param clusterId the cluster; empty before the worker has joined one
     * @param self the worker in its present epoch
     */
    public record Identity(String clusterId, WorkerToken self) {}

    /** Serves run files below a worker's directory. */
    public ShuffleService(Path directory, RunFiles files, Supplier<Identity> identity) {
        this.directory = directory;
        this.files = files;
        this.identity = identity;
    }

    /** How many bytes went out so far. */
    public long bytesServed() {
        return bytesServed.get();
    }

    @Override
    public void fetch(FetchRequest request, StreamObserver<FetchChunk> responses) {
        ServerCallStreamObserver<FetchChunk> out = (ServerCallStreamObserver<FetchChunk>) responses;
        try {
            Path file = locate(request);
            Extent extent = files.extent(file, request.getPartition());
            Sending sending = new Sending(FileChannel.open(file, StandardOpenOption.READ), extent, out);
            out.setOnCancelHandler(sending::close);
            out.setOnReadyHandler(sending::send);
        } catch (StatusRuntimeException e) {
            out.onError(e);
        } catch (NoSuchFileException e) {
            out.onError(lost(FetchException.missing(e)));
        } catch (IOException e) {
            out.onError(lost(e));
        }
    }

    private Path locate(FetchRequest request) {
        Identity me = identity.get();
        if (!request.getClusterId().equals(me.clusterId())) {
            throw Errors.exception(
                    ErrorCode.WRONG_CLUSTER,
                    "this worker belongs to another cluster: " + (me.clusterId().isEmpty() ? "none" : me.clusterId()));
        }
        if (!request.getHolder().equals(me.self())) {
            throw Errors.exception(
                    ErrorCode.UNKNOWN_WORKER,
                    "this is worker " + me.self().getWorker() + " in epoch "
                            + me.self().getEpoch() + ", not "
                            + request.getHolder().getWorker() + " in epoch "
                            + request.getHolder().getEpoch());
        }
        try {
            if (AttemptNames.check(request.getMap()).getStage() != TaskStage.MAP) {
                throw new IllegalArgumentException("only map tasks have outputs to fetch");
            }
            return JobDirectory.mapOutput(directory, me.self(), request.getMap());
        } catch (IllegalArgumentException e) {
            throw Errors.exception(ErrorCode.INVALID, String.valueOf(e.getMessage()));
        }
    }

    private static StatusRuntimeException lost(IOException e) {
        return Errors.exception(
                e instanceof FetchException ? ErrorCode.UNKNOWN_JOB : ErrorCode.INTERNAL,
                e instanceof FetchException ? String.valueOf(e.getMessage()) : e.toString());
    }

    /** One answer on its way. gRPC never runs two handlers of a call at once; {@code close} may come twice. */
    private final class Sending {

        private final FileChannel channel;
        private final Extent extent;
        private final ServerCallStreamObserver<FetchChunk> out;
        private long sent;
        private boolean begun;
        private boolean done;

        Sending(FileChannel channel, Extent extent, ServerCallStreamObserver<FetchChunk> out) {
            this.channel = channel;
            this.extent = extent;
            this.out = out;
        }

        synchronized void send() {
            try {
                while (!done && out.isReady()) {
                    sendChunk();
                    if (sent == extent.length()) {
                        close();
                        out.onCompleted();
                    }
                }
            } catch (IOException e) {
                close();
                out.onError(lost(e));
            }
        }

        private void sendChunk() throws IOException {
            int length = (int) Math.min(CHUNK_BYTES, extent.length() - sent);
            ByteBuffer bytes = ByteBuffer.allocate(length);
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, extent.offset() + sent + bytes.position()) < 0) {
                    throw FetchException.gone("the run file became shorter while it was read", null);
                }
            }
            FetchChunk.Builder chunk = FetchChunk.newBuilder().setBytes(UnsafeByteOperations.unsafeWrap(bytes.flip()));
            if (!begun) {
                chunk.setTotalBytes(extent.length());
                begun = true;
            }
            sent += length;
            bytesServed.addAndGet(length);
            out.onNext(chunk.build());
        }

        synchronized void close() {
            done = true;
            try {
                channel.close();
            } catch (IOException e) {
                // it was only read
            }
        }
    }
}
