package dev.jangada.master.leader;

import dev.jangada.coordinator.Command;
import dev.jangada.master.replication.Fatal;
import dev.jangada.master.replication.NotLeadingException;
import dev.jangada.master.replication.ReplicatedCore;
import dev.jangada.protocol.v1.Hello;
import dev.jangada.protocol.v1.Report;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One term led by this master, as a loop: a single thread takes events from the inbox, gives them to a
 * {@link LeaderTerm}, which does all the work, and lets it act. The public methods are thread-safe and only put events
 * into the inbox.
 *
 * <p>The inbox is bounded: clients by {@link LeaderSettings#waitingCommands}, workers by one message each (the next is
 * asked for when the last is taken in), batches by {@link Proposals#BATCHES_IN_FLIGHT}.
 */
public final class LeaderSession {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderSession.class);
    private static final int EVENTS_A_ROUND = 1_024;

    private final long term;
    private final LeaderSurroundings surroundings;
    private final LinkedBlockingQueue<LeaderEvent> inbox = new LinkedBlockingQueue<>();
    private final AtomicInteger waitingCommands = new AtomicInteger();
    private final LeaderTerm leading;
    private final Thread loop;

    /** Written by the loop, once: why no more commands are taken. */
    private volatile @Nullable NotLeadingException over;

    private LeaderSession(
            long term, long outageMillis, ReplicatedCore core, LeaderSurroundings surroundings, LeaderMeters meters) {
        this.term = term;
        this.surroundings = surroundings;
        this.leading = new LeaderTerm(term, outageMillis, core, surroundings, meters, inbox::add);
        this.loop = new Thread(this::run, "leader-" + surroundings.self() + "-" + term);
        this.loop.setDaemon(true);
    }

    /** Begins to lead {@code term}; nobody led for {@code outageMillis} before. */
    public static LeaderSession start(
            long term, long outageMillis, ReplicatedCore core, LeaderSurroundings surroundings, LeaderMeters meters) {
        LeaderSession session = new LeaderSession(term, outageMillis, core, surroundings, meters);
        session.loop.start();
        return session;
    }

    /** The term that it leads. */
    public long term() {
        return term;
    }

    /** What this leader knows and does not replicate. */
    public SoftState soft() {
        return leading.soft();
    }

    /** Commands and batches on their way, for metrics: a look from outside, which may be off by a few. */
    public int waitingCommands() {
        return waitingCommands.get();
    }

    /**
     * Has a command decided.
     *
     * @return completes with the core's answer; exceptionally with {@link NotLeadingException} (whether the command was
     *     applied is then unknown) or {@link OverloadedException} (it was not)
     */
    public CompletableFuture<Decided> submit(Command command) {
        CompletableFuture<Decided> answer = new CompletableFuture<>();
        if (waitingCommands.incrementAndGet() > surroundings.settings().waitingCommands()) {
            waitingCommands.decrementAndGet();
            answer.completeExceptionally(new OverloadedException("the leader has "
                    + surroundings.settings().waitingCommands() + " requests to answer already: try again later"));
            return answer;
        }
        var unused = answer.whenComplete((decided, error) -> waitingCommands.decrementAndGet());
        inbox.add(new LeaderEvent.Asked(command, answer));
        NotLeadingException ended = over;
        if (ended != null) {
            answer.completeExceptionally(ended); // the loop may have looked into the inbox for the last time
        }
        return answer;
    }

    /** A worker said Hello on a stream. */
    public void greeted(WorkerChannel channel, Hello hello) {
        tellLoop(channel, new LeaderEvent.Greeted(channel, hello));
    }

    /** A worker reported. */
    public void reported(WorkerChannel channel, Report report) {
        tellLoop(channel, new LeaderEvent.Reported(channel, report));
    }

    /** A stream takes messages again. */
    public void writable(WorkerChannel channel) {
        tellLoop(channel, new LeaderEvent.Writable(channel));
    }

    /** A stream is no more. */
    public void hungUp(WorkerChannel channel) {
        tellLoop(channel, new LeaderEvent.HungUp(channel));
    }

    private void tellLoop(WorkerChannel channel, LeaderEvent event) {
        inbox.add(event);
        if (over != null) {
            channel.end();
        }
    }

    /** Ends the term: every stream ends, and who waits for an answer hears that this master does not lead. */
    public void end(String why) {
        inbox.add(new LeaderEvent.Over(why));
    }

    /** Waits until the loop has ended. */
    public void join() throws InterruptedException {
        loop.join();
    }

    private void run() {
        try {
            while (leading.over().isEmpty()) {
                takeIn();
                if (leading.over().isEmpty()) {
                    leading.act();
                }
            }
            leading.over().ifPresent(this::stop);
        } catch (InterruptedException e) {
            end(new NotLeadingException("this master stops"));
        } catch (RuntimeException | Error e) {
            LOG.error("leader loop of term {} failed; the master stops", term, e);
            end(new NotLeadingException("this leader failed: " + e));
            surroundings
                    .fatal()
                    .end(Fatal.INVARIANT_BROKEN, "the leader's loop of term " + term + " met a bug: report it", e);
        }
    }

    /** Takes in all that is there, after waiting for something if there is nothing. */
    private void takeIn() throws InterruptedException {
        long wait = leading.dueInMillis();
        LeaderEvent event = wait > 0 ? inbox.poll(wait, TimeUnit.MILLISECONDS) : inbox.poll();
        for (int taken = 0; event != null && leading.over().isEmpty(); taken++) {
            leading.take(event);
            event = taken < EVENTS_A_ROUND ? inbox.poll() : null;
        }
    }

    private void end(NotLeadingException why) {
        leading.stop(why);
        stop(why);
    }

    private void stop(NotLeadingException why) {
        over = why;
        for (LeaderEvent event = inbox.poll(); event != null; event = inbox.poll()) {
            if (event instanceof LeaderEvent.Asked asked) {
                asked.answer().completeExceptionally(why);
            } else if (event instanceof LeaderEvent.Greeted greeted) {
                greeted.channel().end();
            }
        }
    }
}
