package dev.jangada.worker.shuffle;

import dev.jangada.protocol.v1.FetchChunk;
import dev.jangada.protocol.v1.FetchRequest;
import dev.jangada.protocol.v1.ShuffleGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a segment as they come from its holder. Fetching begins when it is made and stays at most two chunks ahead
 * of the reader. A broken connection is opened again a few times, and what was read is skipped. Read by one thread.
 */
final class RemoteSegment extends InputStream {

    static final int TRIES = 3;
    private static final int CHUNKS_AHEAD = 2;
    private static final long SILENCE_MILLIS = 10_000;
    private static final long PAUSE_MILLIS = 50;

    private final ShuffleChannels channels;
    private final String address;
    private final FetchRequest request;
    private Call call;
    private int tries = 1;
    private long total = -1;
    private long delivered;
    private ByteBuffer chunk = ByteBuffer.allocate(0);

    RemoteSegment(ShuffleChannels channels, String address, FetchRequest request) {
        this.channels = channels;
        this.address = address;
        this.request = request;
        this.call = open();
    }

    private Call open() {
        ManagedChannel channel = channels.to(address);
        Call opened = new Call(channel);
        ShuffleGrpc.newStub(channel).fetch(request, opened);
        return opened;
    }

    /** How long it is; waits for the holder's first answer. */
    long length() throws IOException {
        if (total < 0) {
            fill();
        }
        return total;
    }

    @Override
    public int read() throws IOException {
        return fill() ? chunk.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, chunk.remaining());
        chunk.get(target, offset, count);
        return count;
    }

    /** Makes sure that the present chunk has bytes left; false at the end. */
    private boolean fill() throws IOException {
        while (!chunk.hasRemaining()) {
            if (total >= 0 && delivered == total) {
                return false;
            }
            take();
        }
        return true;
    }

    private void take() throws IOException {
        try {
            FetchChunk next = call.take();
            if (total < 0) {
                total = next.getTotalBytes();
            }
            long before = call.received;
            call.received += next.getBytes().size();
            int skipped = (int) Math.min(next.getBytes().size(), Math.max(0, delivered - before));
            chunk = next.getBytes().asReadOnlyByteBuffer().position(skipped);
            delivered += chunk.remaining();
            if (delivered > total) {
                throw FetchException.gone(address + " sent more than the " + total + " bytes announced", null);
            }
        } catch (FetchException e) {
            if (e.isGone() || tries == TRIES) {
                throw e;
            }
            tryAgain();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the attempt was told to stop");
        }
    }

    private void tryAgain() throws InterruptedIOException {
        call.giveUp();
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS * tries);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the attempt was told to stop");
        }
        tries++;
        call = open();
    }

    @Override
    public void close() {
        call.cancel();
    }

    /** One call: its answers wait in a queue, its end is the last of them. */
    private final class Call implements ClientResponseObserver<FetchRequest, FetchChunk> {

        /** What came: a chunk, or the end of the call. */
        private record Arrival(
                @Nullable FetchChunk chunk, @Nullable Throwable error) {}

        private final ManagedChannel channel;
        private final LinkedBlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
        private @Nullable ClientCallStreamObserver<FetchRequest> stream;
        private long received;

        Call(ManagedChannel channel) {
            this.channel = channel;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<FetchRequest> requests) {
            requests.disableAutoRequestWithInitial(CHUNKS_AHEAD);
            stream = requests;
        }

        @Override
        public void onNext(FetchChunk next) {
            arrivals.add(new Arrival(next, null));
        }

        @Override
        public void onError(Throwable error) {
            arrivals.add(new Arrival(null, error));
        }

        @Override
        public void onCompleted() {
            arrivals.add(new Arrival(null, null));
        }

        FetchChunk take() throws FetchException, InterruptedException {
            Arrival arrival = arrivals.poll(SILENCE_MILLIS, TimeUnit.MILLISECONDS);
            if (arrival == null) {
                throw FetchException.broken(address + " was silent for " + SILENCE_MILLIS / 1000 + " s", null);
            }
            if (arrival.chunk != null) {
                if (stream != null) {
                    stream.request(1);
                }
                return arrival.chunk;
            }
            if (arrival.error == null) {
                throw FetchException.gone(address + " sent " + received + " bytes of " + total + " and no more", null);
            }
            throw failure(arrival.error);
        }

        private FetchException failure(Throwable error) {
            Status status = Status.fromThrowable(error);
            String message = address + ": " + describe(status);
            return switch (status.getCode()) {
                case UNAVAILABLE, CANCELLED, UNKNOWN, DEADLINE_EXCEEDED -> FetchException.broken(message, error);
                default -> FetchException.gone(message, error);
            };
        }

        private String describe(Status status) {
            Throwable cause = status.getCause();
            String description = status.getDescription();
            if (description == null) {
                description = status.getCode().name();
            }
            return cause == null ? description : description + " (" + cause.getMessage() + ")";
        }

        void giveUp() {
            cancel();
            channels.giveUp(address, channel);
        }

        void cancel() {
            if (stream != null) {
                stream.cancel("no longer wanted", null);
            }
        }
    }
}
