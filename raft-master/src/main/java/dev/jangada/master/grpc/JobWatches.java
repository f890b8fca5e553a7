package dev.jangada.master.grpc;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.state.Job;
import dev.jangada.master.leader.JobObserver;
import dev.jangada.master.leader.LeaderSession;
import dev.jangada.master.leader.LeaderSurroundings;
import dev.jangada.master.replication.AppliedCore;
import dev.jangada.master.replication.ReplicatedCore;
import dev.jangada.master.view.JobView;
import dev.jangada.protocol.Errors;
import dev.jangada.protocol.v1.ErrorCode;
import dev.jangada.protocol.v1.ErrorDetail;
import dev.jangada.protocol.v1.JobInfo;
import dev.jangada.protocol.v1.JobResponse;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Clients that watch jobs. Each is sent its job when the job reaches another state, and otherwise a few times a second
 * while it changes; a client that does not read is sent the latest when it reads again. One thread owns the watches; the
 * public methods are thread-safe.
 */
public final class JobWatches implements JobObserver, AutoCloseable {
    private static final int WATCHES_MAX = 1_000;
    private static final long PAUSE_MILLIS = 200;

    private final ReplicatedCore core;
    private final String clusterId;
    private final ScheduledThreadPoolExecutor thread;
    private final Map<JobId, Set<Watch>> watches = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();

    public JobWatches(ReplicatedCore core, String clusterId) {
        this.core = core;
        this.clusterId = clusterId;
        this.thread = new ScheduledThreadPoolExecutor(1, work -> {
            Thread watcher = new Thread(work, "job-watches");
            watcher.setDaemon(true);
            return watcher;
        });
        thread.setRemoveOnCancelPolicy(true);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** One client that watches one job; owned by the thread of the watches. */
    static final class Watch {
        private final LeaderSession leader;
        private final JobId job;
        private final ServerCallStreamObserver<JobResponse> call;
        private boolean isOver;
        private boolean isScheduled;
        private boolean isBehind;
        private long nextMillis;
        private @Nullable JobInfo last;

        private Watch(LeaderSession leader, JobId job, ServerCallStreamObserver<JobResponse> call) {
            this.leader = leader;
            this.job = job;
            this.call = call;
        }
    }

    /** Opens a watch; it sends nothing until it {@link #begin begins}. */
    Watch open(LeaderSession leader, JobId job, ServerCallStreamObserver<JobResponse> call) {
        if (count.incrementAndGet() > WATCHES_MAX) {
            count.decrementAndGet();
            throw Errors.exception(
                    ErrorCode.OVERLOADED,
                    "the leader serves " + WATCHES_MAX + " watches already: ask for the job instead");
        }
        Watch watch = new Watch(leader, job, call);
        call.setOnCancelHandler(() -> run(() -> remove(watch)));
        call.setOnReadyHandler(() -> run(() -> catchUp(watch)));
        return watch;
    }

    /** Sends the job now, and from now on when it changes. */
    void begin(Watch watch) {
        run(() -> {
            if (!watch.isOver) {
                watches.computeIfAbsent(watch.job, job -> new HashSet<>()).add(watch);
                send(watch);
            }
        });
    }

    /** Ends a watch with {@code why}. */
    void end(Watch watch, StatusRuntimeException why) {
        run(() -> {
            if (!watch.isOver) {
                remove(watch);
                watch.call.onError(why);
            }
        });
    }

    @Override
    public void changed(Set<JobId> jobs, boolean isUrgent) {
        if (watches.isEmpty()) {
            return;
        }
        for (JobId job : jobs) {
            if (watches.containsKey(job)) {
                run(() -> watches.getOrDefault(job, Set.of()).forEach(watch -> schedule(watch, isUrgent)));
            }
        }
    }

    /** Every watch ends: its client goes on at the next leader. */
    @Override
    public void termOver(ErrorDetail why) {
        run(() -> {
            for (Set<Watch> some : Set.copyOf(watches.values())) {
                for (Watch watch : Set.copyOf(some)) {
                    remove(watch);
                    watch.call.onError(Errors.exception(why));
                }
            }
        });
    }

    @Override
    public void close() {
        thread.shutdown();
    }

    private void run(Runnable work) {
        try {
            thread.execute(work);
        } catch (RejectedExecutionException e) {
            // this master stops, and its connections end with it
        }
    }

    private void remove(Watch watch) {
        if (!watch.isOver) {
            watch.isOver = true;
            count.decrementAndGet();
            Set<Watch> others = watches.get(watch.job);
            if (others != null && others.remove(watch) && others.isEmpty()) {
                watches.remove(watch.job);
            }
        }
    }

    private void catchUp(Watch watch) {
        if (watch.isBehind) {
            send(watch);
        }
    }

    private void schedule(Watch watch, boolean isUrgent) {
        long wait = isUrgent ? 0 : watch.nextMillis - LeaderSurroundings.monotonicMillis();
        if (wait <= 0) {
            thread.execute(() -> send(watch)); // not here: sending may end the watch, and its set is being walked
        } else if (!watch.isScheduled) {
            watch.isScheduled = true;
            var unused = thread.schedule(
                    () -> {
                        watch.isScheduled = false;
                        send(watch);
                    },
                    wait,
                    TimeUnit.MILLISECONDS);
        }
    }

    private void send(Watch watch) {
        if (watch.isOver) {
            return;
        }
        watch.isBehind = !watch.call.isReady();
        if (watch.isBehind) {
            return;
        }
        watch.nextMillis = LeaderSurroundings.monotonicMillis() + PAUSE_MILLIS;
        AppliedCore.Place place = core.applied();
        Optional<Shown> shown = core.read(state -> state.job(watch.job).map(job -> shown(job, watch)));
        if (shown.isEmpty()) {
            remove(watch);
            watch.call.onError(ClientService.unknown(watch.job));
            return;
        }
        JobInfo info = shown.get().info();
        if (watch.last == null || !info.equals(watch.last)) {
            watch.last = info;
            watch.call.onNext(JobResponse.newBuilder()
                    .setHeader(Headers.at(clusterId, core, place))
                    .setJob(info)
                    .build());
        }
        if (shown.get().isEnded()) {
            remove(watch);
            watch.call.onCompleted();
        }
    }

    private record Shown(JobInfo info, boolean isEnded) {}

    private static Shown shown(Job job, Watch watch) {
        return new Shown(JobView.whole(job, watch.leader.soft()), job.isEnded());
    }
}
