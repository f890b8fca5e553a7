package dev.jangada.master;

import dev.jangada.protocol.v1.Assignment;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.Directive;
import dev.jangada.protocol.v1.ErrorCode;
import dev.jangada.protocol.v1.ErrorDetail;
import dev.jangada.protocol.v1.Hello;
import dev.jangada.protocol.v1.JobVersion;
import dev.jangada.protocol.v1.LeaderMessage;
import dev.jangada.protocol.v1.Report;
import dev.jangada.protocol.v1.WorkerGrpc;
import dev.jangada.protocol.v1.WorkerMessage;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A worker over gRPC that does nothing at once and reports success, and finds the leader again when it loses it. One
 * thread owns it.
 */
public final class NoOpWorker implements AutoCloseable {
    private final FakeWorker facts;
    private final int maps;
    private final int reduces;
    private final List<String> masters;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final Map<AttemptRef, Report> unsettled = new LinkedHashMap<>();
    private final Set<String> jobs = new HashSet<>();
    private final List<AttemptRef> ran = new CopyOnWriteArrayList<>();
    private final List<ErrorDetail> refusals = new CopyOnWriteArrayList<>();
    private Optional<ManagedChannel> channel = Optional.empty();
    private Optional<StreamObserver<WorkerMessage>> stream = Optional.empty();
    private volatile boolean holdsBack;
    private volatile boolean isAttached;
    private final AtomicInteger streams = new AtomicInteger();
    private int next;
    private long epoch;
    private long version;
    private boolean isClosed;

    public NoOpWorker(String id, int slots, int maps, int reduces, List<String> masters) {
        this.facts = new FakeWorker(id, id + "-process", slots);
        this.maps = maps;
        this.reduces = reduces;
        this.masters = masters;
        thread.execute(() -> connect(masters.get(0)));
        var unused = thread.scheduleWithFixedDelay(() -> report(Report.getDefaultInstance()), 1, 1, TimeUnit.SECONDS);
    }

    private void connect(String address) {
        if (isClosed) {
            return;
        }
        channel.ifPresent(ManagedChannel::shutdownNow);
        ManagedChannel made =
                NettyChannelBuilder.forTarget(address).usePlaintext().build();
        channel = Optional.of(made);
        int number = streams.incrementAndGet();
        Hello.Builder hello = facts.hello().setEpoch(epoch).addAllHeld(unsettled.keySet());
        jobs.forEach(
                job -> hello.addKnownJobs(JobVersion.newBuilder().setJob(job).setMapOutputsVersion(version)));
        StreamObserver<WorkerMessage> opened = WorkerGrpc.newStub(made).session(new StreamObserver<>() {
            @Override
            public void onNext(LeaderMessage message) {
                later(() -> take(message));
            }

            @Override
            public void onError(Throwable cause) {
                later(() -> lost(number));
            }

            @Override
            public void onCompleted() {
                later(() -> lost(number));
            }
        });
        stream = Optional.of(opened);
        opened.onNext(WorkerMessage.newBuilder().setHello(hello).build());
    }

    private void later(Runnable work) {
        try {
            thread.execute(work);
        } catch (RejectedExecutionException e) {
            // it is closed
        }
    }

    private void lost(int number) {
        if (number == streams.get() && !isClosed) {
            isAttached = false;
            stream = Optional.empty();
            next++;
            var unused = thread.schedule(() -> connect(masters.get(next % masters.size())), 10, TimeUnit.MILLISECONDS);
        }
    }

    private void take(LeaderMessage message) {
        if (message.hasWelcome()) {
            epoch = message.getWelcome().getEpoch();
            isAttached = true;
            if (!holdsBack) {
                unsettled.values().forEach(this::report);
            }
        } else if (message.hasRefused()) {
            refusals.add(message.getRefused());
            if (message.getRefused().getCode() == ErrorCode.NOT_LEADER
                    && !message.getRefused().getLeaderAddress().isEmpty()) {
                streams.incrementAndGet();
                connect(message.getRefused().getLeaderAddress());
            }
        } else {
            take(message.getDirective());
        }
    }

    private void take(Directive directive) {
        directive.getJobsList().forEach(job -> jobs.add(job.getJob()));
        directive.getMapOutputsList().forEach(outputs -> version = outputs.getToVersion());
        directive.getSettledList().forEach(unsettled::remove);
        directive.getForgetJobsList().forEach(jobs::remove);
        Report.Builder report = Report.newBuilder();
        for (Assignment assignment : directive.getAssignList()) {
            ran.add(assignment.getAttempt());
            Report done = FakeWorker.success(assignment, maps, reduces, version);
            unsettled.put(assignment.getAttempt(), done);
            report.mergeFrom(done);
        }
        if (directive.getAssignCount() > 0 && !holdsBack) {
            report(report.build());
        }
    }

    private void report(Report report) {
        if (isAttached) {
            stream.ifPresent(open ->
                    open.onNext(WorkerMessage.newBuilder().setReport(report).build()));
        }
    }

    /** Keeps results to itself from now on, as tasks that run on; or tells them all. */
    public void holdBack(boolean does) {
        holdsBack = does;
        if (!does) {
            thread.execute(() -> new ArrayList<>(unsettled.values()).forEach(this::report));
        }
    }

    /** Every attempt that it was given, each time that it was. */
    public List<AttemptRef> ran() {
        return ran;
    }

    public List<ErrorDetail> refusals() {
        return refusals;
    }

    public boolean isAttached() {
        return isAttached;
    }

    @Override
    public void close() {
        thread.execute(() -> {
            isClosed = true;
            channel.ifPresent(ManagedChannel::shutdownNow);
        });
        thread.shutdown();
    }
}
