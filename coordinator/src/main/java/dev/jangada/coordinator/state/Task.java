package dev.jangada.coordinator.state;

import dev.jangada.coordinator.AttemptId;
import dev.jangada.coordinator.TaskId;
import dev.jangada.coordinator.TaskKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A task that was assigned at least once; the others are no more than a state in their {@link Stage}. Mutable, owned by
 * its stage; changes only in {@link Evolution}.
 */
public final class Task {
    private final Stage stage;
    private final int index;
    private final ArrayList<Attempt> attempts = new ArrayList<>(1);
    private int started;
    private int failures;
    private int losses;
    private int releases;
    private long lastChange;
    private Caution caution = Caution.NONE;

    Task(Stage stage, int index) {
        this.stage = stage;
        this.index = index;
    }

    static Task of(Stage stage, ClusterImage.TaskImage image) {
        Task task = new Task(stage, image.index());
        task.started = image.started();
        task.failures = image.failures();
        task.losses = image.losses();
        task.releases = image.releases();
        task.lastChange = image.lastChange();
        task.caution = image.caution();
        image.attempts().forEach(attempt -> task.attempts.add(Attempt.of(task, attempt)));
        return task;
    }

    ClusterImage.TaskImage image() {
        List<ClusterImage.AttemptImage> images = new ArrayList<>(attempts.size());
        attempts.forEach(attempt -> images.add(attempt.image()));
        return new ClusterImage.TaskImage(index, started, failures, losses, releases, lastChange, images, caution);
    }

    void addTo(StableHash hash) {
        hash.add(index).add(started).add(failures).add(losses).add(releases).add(lastChange);
        hash.add(attempts.size());
        attempts.forEach(attempt -> attempt.addTo(hash));
        caution.addTo(hash);
    }

    /** Its id; made anew at each call. */
    public TaskId id() {
        return new TaskId(stage.job(), stage.kind(), index);
    }

    public int index() {
        return index;
    }

    public TaskState state() {
        return stage.state(index);
    }

    boolean isMap() {
        return stage.kind() == TaskKind.MAP;
    }

    /** How many attempts it had so far; the next one has this number. */
    public int started() {
        return started;
    }

    /** Attempts that failed, failed fetches apart: what the failure budget counts. */
    public int failures() {
        return failures;
    }

    /** Attempts that were lost or could not fetch, and outputs that were lost: what the loss budget counts. */
    public int losses() {
        return losses;
    }

    /** Attempts that their workers gave back. */
    public int releases() {
        return releases;
    }

    /** What its failures teach about its next attempts. */
    public Caution caution() {
        return caution;
    }

    /** The version of the job's map outputs at which the one of this map task changed last; 0: never. */
    public long lastChange() {
        return lastChange;
    }

    /** The attempts that are remembered, oldest first; live and committed ones always are. */
    public List<Attempt> attempts() {
        return Collections.unmodifiableList(attempts);
    }

    /** The attempt of that number, if it is remembered. */
    public Optional<Attempt> attempt(int number) {
        for (int i = attempts.size() - 1; i >= 0; i--) {
            if (attempts.get(i).number() == number) {
                return Optional.of(attempts.get(i));
            }
        }
        return Optional.empty();
    }

    /** The attempt that won, if any. */
    public Optional<Attempt> committed() {
        return inState(AttemptState.COMMITTED);
    }

    /** The attempt that last held a committed output: the winner, or one whose output is lost since. */
    Optional<Attempt> lastCommitted() {
        Optional<Attempt> committed = committed();
        return committed.isPresent() ? committed : inState(AttemptState.OUTPUT_LOST);
    }

    private Optional<Attempt> inState(AttemptState state) {
        for (int i = attempts.size() - 1; i >= 0; i--) {
            if (attempts.get(i).state() == state) {
                return Optional.of(attempts.get(i));
            }
        }
        return Optional.empty();
    }

    /** Whether an attempt of it is live. */
    public boolean hasLiveAttempt() {
        for (int i = attempts.size() - 1; i >= 0; i--) {
            if (attempts.get(i).isLive()) {
                return true;
            }
        }
        return false;
    }

    /** Its live attempts, oldest first: none, one, or one and its backup. A copy. */
    public List<Attempt> liveAttempts() {
        List<Attempt> live = new ArrayList<>(2);
        for (Attempt attempt : attempts) {
            if (attempt.isLive()) {
                live.add(attempt);
            }
        }
        return live;
    }

    void add(Attempt attempt) {
        started = attempt.number() + 1;
        attempts.add(attempt);
        if (attempts.size() > Limits.ATTEMPTS_REMEMBERED) {
            forgetOldest();
        }
    }

    private void forgetOldest() {
        long held = lastCommitted().map(Attempt::number).orElse(-1);
        for (int i = 0; i < attempts.size(); i++) {
            Attempt attempt = attempts.get(i);
            if (!attempt.isLive() && attempt.number() != held) {
                attempts.remove(i);
                return;
            }
        }
    }

    void countFailure() {
        failures++;
    }

    /** Failures that led to something better than another try count no more. */
    void forgiveFailures(int number) {
        failures -= number;
    }

    void beware(Caution now) {
        caution = now;
    }

    void countLoss() {
        losses++;
    }

    void countRelease() {
        releases++;
    }

    void changedAt(long version) {
        lastChange = version;
    }

    /** The id that the next attempt gets. */
    public AttemptId nextAttempt() {
        return id().attempt(started);
    }

    @Override
    public String toString() {
        return id().toString();
    }
}
