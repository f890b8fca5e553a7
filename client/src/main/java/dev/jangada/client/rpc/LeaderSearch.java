package dev.jangada.client.rpc;

import dev.jangada.client.InterruptedCallException;
import dev.jangada.client.JangadaException;
import dev.jangada.client.NoLeaderException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The search of one call for the leader: follows what masters say of each other, otherwise asks each in turn, pauses
 * when all were asked, and gives up at its deadline. Used by one thread.
 */
final class LeaderSearch {
    private static final long FIRST_PAUSE_MILLIS = 25;
    private static final long LONGEST_PAUSE_MILLIS = 200;

    private final ClusterView view;
    private final Map<HostPort, String> said = new LinkedHashMap<>();
    private final Set<HostPort> askedThisRound = new HashSet<>();
    private final Duration patience;
    private long startedNanos;
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private HostPort target;

    LeaderSearch(ClusterView view, Duration patience) {
        this.view = view;
        this.patience = patience;
        this.startedNanos = System.nanoTime();
        this.target = view.leader().orElseGet(() -> view.masters().get(0));
    }

    /** The master to ask now. */
    HostPort target() {
        return target;
    }

    /** What is left of the time; at least a millisecond. */
    Duration remaining() {
        return Duration.ofNanos(Math.max(
                1_000_000, TimeUnit.NANOSECONDS.convert(patience) - elapsed().toNanos()));
    }

    /** Since when no leader has answered. */
    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    /** There was a leader until now: the time allowed starts anew. */
    void startAnew() {
        startedNanos = System.nanoTime();
        pauseMillis = FIRST_PAUSE_MILLIS;
        askedThisRound.clear();
        said.clear();
    }

    /**
     * The target has failed; chooses the next, after a pause if that makes sense.
     *
     * @throws JangadaException when the answer is final or the time is up
     */
    void failed(Failure failure) {
        if (failure.kind() == Failure.Kind.FINAL) {
            throw failure.refusal().orElseThrow();
        }
        said.put(target, failure.text());
        if (elapsed().compareTo(patience) >= 0) {
            throw failure.refusal().orElseGet(this::giveUp);
        }
        if (failure.kind() == Failure.Kind.LATER) {
            pause();
            return;
        }
        view.doubt(target);
        askedThisRound.add(target);
        target = choose(failure.hint());
    }

    private HostPort choose(Optional<HostPort> hint) {
        if (hint.isPresent() && !askedThisRound.contains(hint.get())) {
            return hint.get();
        }
        Optional<HostPort> unasked = firstUnasked();
        if (unasked.isPresent()) {
            return unasked.get();
        }
        pause();
        askedThisRound.clear();
        return hint.orElseGet(() -> nextAfter(target));
    }

    private Optional<HostPort> firstUnasked() {
        return view.masters().stream()
                .filter(master -> !askedThisRound.contains(master))
                .findFirst();
    }

    private HostPort nextAfter(HostPort master) {
        List<HostPort> masters = view.masters();
        return masters.get((masters.indexOf(master) + 1) % masters.size());
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(Math.min(pauseMillis, remaining().toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedCallException("a leader");
        }
        pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, pauseMillis * 2);
    }

    private NoLeaderException giveUp() {
        StringBuilder text = new StringBuilder("no leader could be reached within ")
                .append(Math.max(1, patience.toMillis()) / 1000.0)
                .append(" s:");
        said.forEach((master, what) ->
                text.append(' ').append(master).append(": ").append(what).append(';'));
        text.setLength(text.length() - 1);
        return new NoLeaderException(text.append(". Check the addresses, and that a majority of the masters runs")
                .toString());
    }
}
