package dev.jangada.worker.executor;

import static org.awaitility.Awaitility.await;

import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.LostOutput;
import dev.jangada.protocol.v1.Outcome;
import dev.jangada.protocol.v1.PlanChunk;
import dev.jangada.worker.task.AttemptListener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what it was told. */
final class RecordingListener implements AttemptListener {

    final List<AttemptRef> started = new CopyOnWriteArrayList<>();
    final List<PlanChunk> chunks = new CopyOnWriteArrayList<>();
    final List<LostOutput> losses = new CopyOnWriteArrayList<>();
    final Map<AttemptRef, Outcome> outcomes = new ConcurrentHashMap<>();
    final Map<AttemptRef, Integer> signs = new ConcurrentHashMap<>();
    final List<Outcome> inOrder = new CopyOnWriteArrayList<>();

    @Override
    public void started(AttemptRef attempt) {
        started.add(attempt);
    }

    @Override
    public void progress(AttemptRef attempt, double fraction) {
        // not looked at
    }

    @Override
    public void alive(AttemptRef attempt) {
        signs.merge(attempt, 1, Integer::sum);
    }

    @Override
    public void planned(PlanChunk chunk) {
        chunks.add(chunk);
    }

    @Override
    public void lost(LostOutput lost) {
        losses.add(lost);
    }

    @Override
    public void finished(Outcome outcome) {
        inOrder.add(outcome);
        outcomes.put(outcome.getAttempt(), outcome);
    }

    void awaitStarted(AttemptRef attempt) {
        await().atMost(Duration.ofSeconds(30)).until(() -> started.contains(attempt));
    }

    Outcome awaitOutcome(AttemptRef attempt) {
        await().atMost(Duration.ofSeconds(60)).until(() -> outcomes.containsKey(attempt));
        Outcome outcome = outcomes.get(attempt);
        if (outcome == null) {
            throw new AssertionError("no outcome of " + attempt);
        }
        return outcome;
    }
}
