package dev.jangada.client.rpc;

import dev.jangada.client.InterruptedCallException;
import dev.jangada.client.WaitTimedOutException;
import dev.jangada.protocol.v1.ClientGrpc;
import dev.jangada.protocol.v1.GetJobRequest;
import dev.jangada.protocol.v1.JobInfo;
import dev.jangada.protocol.v1.JobPhase;
import dev.jangada.protocol.v1.JobResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Follows one job to its end, over changes of leader, without ever going back. A stream that breaks or falls silent is
 * opened again at whoever leads then. Used once, by one thread.
 */
public final class JobWatch {
    /** The leader speaks when something changes; a stream silent for longer is checked by opening it again. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);

    private static final Duration FIRST_NOTICE = Duration.ofSeconds(3);
    private static final Duration NOTICE_INTERVAL = Duration.ofSeconds(10);

    private final MasterChannels channels;
    private final ClusterView view;
    private final String job;
    private final Optional<Duration> limit;
    private final Duration patience;
    private final Consumer<JobInfo> onChange;
    private final Consumer<String> onNotice;
    private final long startNanos = System.nanoTime();
    private final LeaderSearch search;
    private boolean connected;
    private boolean noticed;
    private long lastIndex;
    private Duration nextNotice = FIRST_NOTICE;

    JobWatch(MasterChannels channels, ClusterView view, String job, Terms terms) {
        this.channels = channels;
        this.view = view;
        this.job = job;
        this.limit = terms.limit();
        this.patience = terms.patience();
        this.onChange = terms.onChange();
        this.onNotice = terms.onNotice();
        this.search = new LeaderSearch(view, terms.patience());
    }

    /**
     * How to wait and whom to tell.
     *
     * @param limit how long to wait at most
     * @param patience how long to look for a leader each time there is none
     * @param onChange told of the job at first and at each change
     * @param onNotice told when the wait meets a difficulty
     */
    public record Terms(
            Optional<Duration> limit, Duration patience, Consumer<JobInfo> onChange, Consumer<String> onNotice) {}

    /**
     * Waits for the end.
     *
     * @return the job at its end
     * @throws WaitTimedOutException when the limit is reached
     */
    JobInfo follow() {
        try {
            while (true) {
                Optional<JobInfo> end = followAt(search.target());
                if (end.isPresent()) {
                    return end.get();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedCallException(job);
        }
    }

    /** One stream, until the job ends or the stream is of no more use. */
    private Optional<JobInfo> followAt(HostPort master) throws InterruptedException {
        GetJobRequest request =
                GetJobRequest.newBuilder().setHeader(view.header()).setJob(job).build();
        boolean spoken = false;
        try (JobStream stream = JobStream.open(ClientGrpc.newStub(channels.to(master)), request)) {
            while (true) {
                Optional<JobStream.Event> event =
                        stream.next(within(spoken ? LONGEST_SILENCE : MasterClient.ONE_ANSWER));
                checkLimit();
                if (event.isEmpty()) {
                    if (!spoken) {
                        failed(Failure.silent());
                    }
                    return Optional.empty();
                }
                if (event.get().failure().isPresent()) {
                    failed(event.get().failure().get());
                    return Optional.empty();
                }
                spoken = true;
                Optional<JobInfo> end = heard(master, event.get().response().orElseThrow());
                if (end.isPresent()) {
                    return end;
                }
            }
        }
    }

    private Optional<JobInfo> heard(HostPort master, JobResponse response) {
        if (noticed) {
            onNotice.accept("a leader answers again, after " + seconds(search.elapsed()));
        }
        connected = true;
        noticed = false;
        nextNotice = FIRST_NOTICE;
        view.leads(master);
        view.learn(master, response.getHeader());
        if (response.getHeader().getIndex() < lastIndex) {
            return Optional.empty();
        }
        lastIndex = response.getHeader().getIndex();
        onChange.accept(response.getJob());
        return isTerminal(response.getJob().getState()) ? Optional.of(response.getJob()) : Optional.empty();
    }

    private void failed(Failure failure) {
        if (connected) {
            connected = false;
            search.startAnew();
        }
        search.failed(failure);
        if (search.elapsed().compareTo(nextNotice) >= 0) {
            noticed = true;
            nextNotice = search.elapsed().plus(NOTICE_INTERVAL);
            onNotice.accept("no leader answers for " + seconds(search.elapsed())
                    + " now; the job does not depend on this command, which looks on for "
                    + seconds(patience.minus(search.elapsed())));
        }
    }

    private void checkLimit() {
        if (limit.isPresent() && left(limit.get()).isNegative()) {
            throw new WaitTimedOutException(job, limit.get());
        }
    }

    /** The shorter of a time and what is left of the limit, and a little more, so that the limit is then over. */
    private Duration within(Duration time) {
        if (limit.isEmpty()) {
            return time;
        }
        Duration left = left(limit.get()).plusMillis(1);
        return left.compareTo(time) < 0 ? left : time;
    }

    private Duration left(Duration most) {
        return most.minusNanos(System.nanoTime() - startNanos);
    }

    private static String seconds(Duration time) {
        return Math.round(time.toMillis() / 1000.0) + " s";
    }

    private static boolean isTerminal(JobPhase phase) {
        return phase == JobPhase.SUCCEEDED || phase == JobPhase.CANCELLED || phase == JobPhase.FAILED;
    }
}
