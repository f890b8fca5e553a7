package dev.jangada.client.fake;

import dev.jangada.protocol.v1.Assignment;
import dev.jangada.protocol.v1.ErrorDetail;
import dev.jangada.protocol.v1.Hello;
import dev.jangada.protocol.v1.LeaderMessage;
import dev.jangada.protocol.v1.Report;
import dev.jangada.protocol.v1.Welcome;
import dev.jangada.protocol.v1.WorkerGrpc;
import dev.jangada.protocol.v1.WorkerMessage;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A session with a master, to say in it whatever a test likes, on the wire. It keeps its lease as long as it is open.
 * Used by one thread.
 */
public final class RawWorker implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    private final ManagedChannel channel;
    private final BlockingQueue<LeaderMessage> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<Assignment> work = new LinkedBlockingQueue<>();
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor();
    private Optional<Stream> stream = Optional.empty();

    /** Connects; nothing is said yet. */
    public RawWorker(String master) {
        channel = NettyChannelBuilder.forTarget(master).usePlaintext().build();
        var unused = heart.scheduleAtFixedRate(() -> report(Report.getDefaultInstance()), 1, 1, TimeUnit.SECONDS);
    }

    /** One stream, until the master ends it. */
    private final class Stream implements StreamObserver<LeaderMessage> {
        private final StreamObserver<WorkerMessage> call =
                WorkerGrpc.newStub(channel).session(this);
        private volatile boolean isOver;

        @Override
        public void onNext(LeaderMessage message) {
            heard.add(message);
            work.addAll(message.getDirective().getAssignList());
        }

        @Override
        public void onError(Throwable cause) {
            isOver = true;
        }

        @Override
        public void onCompleted() {
            isOver = true;
        }

        void send(WorkerMessage message) {
            if (!isOver) {
                call.onNext(message);
            }
        }
    }

    /** Opens a stream and says Hello; what came of it is to be asked for. */
    public synchronized void hello(Hello hello) {
        heard.clear();
        Stream opened = new Stream();
        opened.send(WorkerMessage.newBuilder().setHello(hello).build());
        stream = Optional.of(opened);
    }

    /** Says Hello and waits for the Welcome. */
    public Welcome join(Hello hello) throws InterruptedException {
        hello(hello);
        return await(message -> message.hasWelcome() ? Optional.of(message.getWelcome()) : Optional.empty());
    }

    /** Reports. */
    public synchronized void report(Report report) {
        stream.ifPresent(
                open -> open.send(WorkerMessage.newBuilder().setReport(report).build()));
    }

    /** What an answer has to be. */
    @FunctionalInterface
    public interface Wanted<T> {
        Optional<T> in(LeaderMessage message);
    }

    /** The first message that is wanted; others are dropped. */
    public <T> T await(Wanted<T> wanted) throws InterruptedException {
        while (true) {
            LeaderMessage message = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("the master did not say what was waited for");
            }
            Optional<T> found = wanted.in(message);
            if (found.isPresent()) {
                return found.get();
            }
        }
    }

    /** The refusal that the master answers with. */
    public ErrorDetail awaitRefusal() throws InterruptedException {
        return await(message -> message.hasRefused() ? Optional.of(message.getRefused()) : Optional.empty());
    }

    /** The next assignment. */
    public Assignment next() throws InterruptedException {
        Assignment assignment = work.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (assignment == null) {
            throw new AssertionError("the master assigned nothing");
        }
        return assignment;
    }

    @Override
    public void close() {
        heart.shutdownNow();
        channel.shutdownNow();
    }
}
