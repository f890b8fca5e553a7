package dev.jangada.chaos.sim;

import dev.jangada.chaos.sim.SmallWorldTable.StateKey;
import dev.jangada.chaos.sim.SmallWorldTable.Ways;
import dev.jangada.coordinator.state.JobState;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Visits every state that a small world can reach, depth first; states of the same form are one. From each, a state in
 * which the job has ended must be reachable. Of the states that were left it remembers 128 bits of a hash: among n states,
 * two differ and are taken for one with a probability of about n^2 / 2^129.
 */
final class SmallWorldSearch {
    private static final int TELL_EVERY = 1_000_000;

    private final SmallWorldTable seen = new SmallWorldTable();
    private final Map<JobState, Integer> ends = new EnumMap<>(JobState.class);
    private final MessageDigest digest;
    private Ways ways = Ways.NONE;
    private long actions;

    private SmallWorldSearch() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** A state whose followers are being visited. */
    private static final class Visit {
        private final StateKey key;
        private final boolean isOver;
        private final List<SmallWorld> next;
        private final List<StateKey> keys;
        private int at;

        private Visit(StateKey key, boolean isOver, List<SmallWorld> next, List<StateKey> keys) {
            this.key = key;
            this.isOver = isOver;
            this.next = next;
            this.keys = keys;
        }
    }

    /** Visits all that follows from {@code first}; throws {@link Violation} where a check does not hold. */
    static SmallWorldSearch from(SmallWorld first) {
        SmallWorldSearch search = new SmallWorldSearch();
        search.visitAll(first);
        return search;
    }

    private void visitAll(SmallWorld first) {
        Deque<Visit> open = new ArrayDeque<>();
        StateKey start = key(first);
        seen.add(start);
        open.push(visit(first, start));
        while (!open.isEmpty()) {
            Visit visit = open.peek();
            if (visit.at == visit.next.size()) {
                finish(visit);
                open.pop();
                continue;
            }
            SmallWorld world = visit.next.get(visit.at);
            StateKey key = visit.keys.get(visit.at++);
            actions++;
            if (seen.add(key)) {
                open.push(visit(world, key));
            } else if (!key.equals(visit.key) && seen.ways(key).isNone()) {
                throw new IllegalStateException("a small world comes back to where it was: its actions must be fewer");
            }
        }
        ways = seen.ways(start);
    }

    private StateKey key(SmallWorld world) {
        ByteBuffer hash = ByteBuffer.wrap(digest.digest(world.form()));
        return new StateKey(hash.getLong(), hash.getLong());
    }

    private Visit visit(SmallWorld world, StateKey key) {
        if (world.isOver()) {
            ends.merge(world.jobState(), 1, Integer::sum);
        }
        List<SmallWorld> next = world.next();
        List<StateKey> keys = new ArrayList<>(next.size());
        next.forEach(follower -> keys.add(key(follower)));
        if (seen.size() % TELL_EVERY == 0) {
            System.out.printf("%,d states, %,d actions so far%n", seen.size(), actions);
        }
        return new Visit(key, world.isOver(), next, keys);
    }

    private void finish(Visit visit) {
        Ways sum = visit.isOver ? new Ways(0, 1) : Ways.NONE;
        Set<StateKey> counted = new HashSet<>();
        counted.add(visit.key);
        for (StateKey key : visit.keys) {
            if (counted.add(key)) {
                sum = sum.plus(seen.ways(key));
            }
        }
        Ledger.require(!sum.isNone(), Check.EVERY_JOB_ENDS, "from a state that was reached the job can never end");
        seen.put(visit.key, sum);
    }

    /** How many different states. */
    long states() {
        return seen.size();
    }

    /** How many actions were tried. */
    long actions() {
        return actions;
    }

    /** How many different ways lead from the first state to an end. */
    BigInteger interleavings() {
        return BigInteger.valueOf(ways.high()).shiftLeft(64).add(new BigInteger(Long.toUnsignedString(ways.low())));
    }

    /** In how many states the job has ended, by how it ended. */
    Map<JobState, Integer> ends() {
        return ends;
    }

    @Override
    public String toString() {
        List<String> ended = new ArrayList<>();
        ends.forEach((state, count) -> ended.add(state + " " + count));
        return String.format(
                "%,d states, %,d actions, %,d interleavings, ended in %s", states(), actions, interleavings(), ended);
    }
}
