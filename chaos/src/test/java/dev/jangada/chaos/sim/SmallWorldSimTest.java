package dev.jangada.chaos.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.coordinator.state.JobState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Visits all of a small world with one crash and one change of the leader; {@code -Dworld.crashes=2 -Dworld.terms=2} visits
 * larger ones, and takes longer.
 */
class SmallWorldSimTest {
    private static final int CRASHES = Integer.getInteger("world.crashes", 1);
    private static final int TERMS = Integer.getInteger("world.terms", 1);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyStateIsSoundAndLeadsToAnEnd(boolean isDeterministic) {
        SmallWorldSearch all = SmallWorldSearch.from(SmallWorld.begin(isDeterministic, CRASHES, TERMS));
        System.out.println(
                "deterministic " + isDeterministic + ", crashes " + CRASHES + ", leader changes " + TERMS + ": " + all);
        assertThat(all.states()).isGreaterThan(1_000);
        assertThat(all.ends()).containsKey(JobState.SUCCEEDED);
    }

    /** Of two states with the same form, whatever follows from one has the form of what follows from the other. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void statesOfOneFormGoOnAlike(boolean isDeterministic) {
        compare(SmallWorld.begin(isDeterministic, CRASHES, 0));
        compare(SmallWorld.begin(isDeterministic, 0, TERMS));
    }

    private static void compare(SmallWorld first) {
        Map<String, Set<String>> followers = new HashMap<>();
        Set<Long> seen = new HashSet<>();
        Deque<SmallWorld> open = new ArrayDeque<>();
        open.push(first);
        while (!open.isEmpty()) {
            SmallWorld world = open.pop();
            if (seen.add(world.key())) {
                List<SmallWorld> next = world.next();
                Set<String> forms = next.stream().map(SmallWorldSimTest::form).collect(Collectors.toSet());
                Set<String> known = followers.putIfAbsent(form(world), forms);
                assertThat(forms).isEqualTo(known == null ? forms : known);
                next.forEach(open::push);
            }
        }
        System.out.printf("%,d states have %,d forms%n", seen.size(), followers.size());
        assertThat(seen).hasSizeGreaterThan(followers.size());
    }

    private static String form(SmallWorld world) {
        return new String(world.form(), StandardCharsets.ISO_8859_1);
    }
}
