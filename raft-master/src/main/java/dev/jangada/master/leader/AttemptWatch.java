package dev.jangada.master.leader;

import dev.jangada.coordinator.AttemptId;
import dev.jangada.coordinator.WorkerId;
import dev.jangada.coordinator.policy.Sign;
import dev.jangada.coordinator.state.Attempt;
import dev.jangada.coordinator.state.AttemptState;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.Worker;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How the live attempts have been doing since this leader knows them. Owned by the leader's loop. */
final class AttemptWatch implements Sign.Source {
    private final long term;
    private final SoftState soft;
    private Map<AttemptId, Track> tracks = new HashMap<>();
    private long lookedAtMillis;

    AttemptWatch(long term, SoftState soft) {
        this.term = term;
        this.soft = soft;
    }

    private static final class Track {
        private final WorkerId worker;
        private double fraction;
        private double firstFraction;
        private long sinceMillis;
        private long signMillis;
        private boolean hasSlot;
        private boolean isRunning;
        /** An attempt of an earlier term is somewhere already: where, its first report says. */
        private boolean isToBeMeasured;

        private Track(WorkerId worker, long nowMillis) {
            this.worker = worker;
            this.sinceMillis = nowMillis;
            this.signMillis = nowMillis;
        }

        /** An attempt that does not run though a slot is free for it is being started, which may be slow, too. */
        private void look(boolean runs, boolean hasFreeSlot, long nowMillis) {
            if (!hasSlot && (runs || hasFreeSlot)) {
                hasSlot = true;
                sinceMillis = nowMillis;
                signMillis = nowMillis;
            }
            if (runs && !isRunning) {
                isRunning = true;
                signMillis = nowMillis;
            }
        }
    }

    /** Looks at who is live; to be called often. {@code nowMillis} is the leader's monotonic clock. */
    void look(ClusterState state, long nowMillis) {
        lookedAtMillis = nowMillis;
        Map<AttemptId, Track> live = new HashMap<>();
        for (Worker worker : state.workers()) {
            int running = 0;
            for (Attempt attempt : worker.live()) {
                running += attempt.state() == AttemptState.RUNNING ? 1 : 0;
            }
            boolean hasFreeSlot = running < worker.profile().slots();
            for (Attempt attempt : worker.live()) {
                AttemptId id = attempt.id();
                Track track = tracks.get(id);
                if (track == null) {
                    track = new Track(worker.id(), nowMillis);
                    track.isToBeMeasured = attempt.term() < term;
                }
                track.look(attempt.state() == AttemptState.RUNNING, hasFreeSlot, nowMillis);
                live.put(id, track);
            }
        }
        tracks = live;
    }

    /** An attempt said how far it is, or at least that it lives. */
    void sign(AttemptId attempt, double fraction, long nowMillis) {
        Track track = tracks.get(attempt);
        if (track == null) {
            return; // before the next look, which counts as one
        }
        track.signMillis = nowMillis;
        track.fraction = Math.max(track.fraction, Math.min(1, fraction));
        if (track.isToBeMeasured) {
            track.isToBeMeasured = false;
            track.firstFraction = track.fraction;
            track.sinceMillis = nowMillis;
        }
    }

    @Override
    public Optional<Sign> of(AttemptId attempt) {
        Track track = tracks.get(attempt);
        if (track == null) {
            return Optional.empty();
        }
        long heardMillis =
                soft.contact(track.worker).map(SoftState.Contact::heardMillis).orElse(track.signMillis);
        return Optional.of(new Sign(
                track.fraction,
                track.firstFraction,
                track.hasSlot ? Math.max(0, lookedAtMillis - track.sinceMillis) : 0,
                Math.max(0, heardMillis - track.signMillis)));
    }
}
