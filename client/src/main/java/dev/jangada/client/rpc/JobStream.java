package dev.jangada.client.rpc;

import dev.jangada.protocol.v1.ClientGrpc.ClientStub;
import dev.jangada.protocol.v1.GetJobRequest;
import dev.jangada.protocol.v1.JobResponse;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One stream of job states from one master, to be taken by one thread. The leader bounds how often it sends. */
final class JobStream implements AutoCloseable {
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private volatile @Nullable ClientCallStreamObserver<GetJobRequest> call;

    private JobStream() {}

    /** Exactly one of the two is present. */
    record Event(Optional<JobResponse> response, Optional<Failure> failure) {}

    static JobStream open(ClientStub stub, GetJobRequest request) {
        JobStream stream = new JobStream();
        stub.watchJob(request, stream.new Receiver());
        return stream;
    }

    /** The next event; empty when there is none in time. */
    Optional<Event> next(Duration atMost) throws InterruptedException {
        return Optional.ofNullable(
                events.poll(Math.max(0, TimeUnit.NANOSECONDS.convert(atMost)), TimeUnit.NANOSECONDS));
    }

    @Override
    public void close() {
        ClientCallStreamObserver<GetJobRequest> open = call;
        if (open != null) {
            open.cancel("no longer watched", null);
        }
    }

    private final class Receiver implements ClientResponseObserver<GetJobRequest, JobResponse> {
        @Override
        public void beforeStart(ClientCallStreamObserver<GetJobRequest> started) {
            call = started;
        }

        @Override
        public void onNext(JobResponse response) {
            events.add(new Event(Optional.of(response), Optional.empty()));
        }

        @Override
        public void onError(Throwable error) {
            events.add(new Event(Optional.empty(), Optional.of(Failure.of(error))));
        }

        @Override
        public void onCompleted() {
            events.add(new Event(Optional.empty(), Optional.of(Failure.ended())));
        }
    }
}
