package dev.jangada.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.coordinator.decide.Coordinator;
import dev.jangada.coordinator.decide.Decision;
import dev.jangada.coordinator.state.Attempt;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.Invariants;
import dev.jangada.coordinator.state.Job;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random commands on two replicas, one of which is written to an image and read again now and then. Both must say the
 * same, the invariants must hold, a refusal must leave no trace, and in the end every job must come to an end.
 */
class CoordinatorSimTest {
    private static final int RUNS = Integer.getInteger("sim.runs", 40);
    private static final int COMMANDS = 600;
    private static final int ENOUGH = 20_000;

    @Test
    void replicasAgreeAndEveryJobEnds() {
        long first = Long.getLong("sim.seed", 1L);
        System.out.println("CoordinatorSimTest: -Dsim.seed=" + first + " -Dsim.runs=" + RUNS);
        int ended = 0;
        for (long seed = first; seed < first + RUNS; seed++) {
            try {
                ended += new Run(seed).play();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("-Dsim.seed=" + seed + " -Dsim.runs=1", e);
            }
        }
        assertThat(ended).as("jobs that ended").isGreaterThan(RUNS);
    }

    private static final class Run {
        private final Random random;
        private final Coordinator first = new Coordinator(new ClusterState());
        private final RandomCommands commands;
        private Coordinator second = new Coordinator(new ClusterState());
        private long term = 1;
        private long index;
        private long millis = 1;
        private long hash = first.state().hash();

        Run(long seed) {
            this.random = new Random(seed);
            this.commands = new RandomCommands(random, first.state());
        }

        int play() {
            for (int i = 0; i < COMMANDS; i++) {
                if (random.nextInt(50) == 0) {
                    term++;
                }
                if (random.nextInt(40) == 0) {
                    second = new Coordinator(ClusterState.of(second.state().image()));
                }
                apply(commands.next());
            }
            heal();
            int ended = 0;
            for (Job job : first.state().jobs()) {
                assertThat(job.isEnded())
                        .as("%s is %s for ever", job, job.state())
                        .isTrue();
                ended++;
            }
            return ended;
        }

        /** From now on no worker dies, and every attempt commits. */
        private void heal() {
            for (int i = 0; i < ENOUGH && !first.state().liveJobs().isEmpty(); i++) {
                Optional<Attempt> live = commands.liveAttempt();
                Optional<Command> placed = commands.placed();
                if (live.isPresent()) {
                    apply(commands.commit(live.get()));
                } else {
                    apply(placed.orElseGet(commands::register));
                }
            }
        }

        private void apply(Command command) {
            index++;
            millis += random.nextInt(20) - 5;
            Stamp stamp = new Stamp(term, index, millis);
            Decision decision = first.apply(stamp, command);
            Decision other = second.apply(stamp, command);
            assertThat(other).isEqualTo(decision);
            long after = first.state().hash();
            assertThat(second.state().hash()).as("hash after %s", command).isEqualTo(after);
            if (decision.events().isEmpty()) {
                assertThat(after).as("%s without events", command).isEqualTo(hash);
            }
            hash = after;
            Invariants.check(first.state());
        }
    }
}
