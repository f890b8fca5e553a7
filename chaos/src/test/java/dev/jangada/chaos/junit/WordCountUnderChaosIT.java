package dev.jangada.chaos.junit;

import static dev.jangada.api.Type.LONG;
import static dev.jangada.api.Type.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;
import dev.jangada.chaos.hook.Hook;
import dev.jangada.chaos.hook.Hook.Place;
import dev.jangada.client.Job;
import dev.jangada.client.JobHandle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("processes")
class WordCountUnderChaosIT {
    @RegisterExtension
    static final JangadaCluster cluster = JangadaCluster.of(3, 2);

    public static final class Words implements JobDefinition {
        @Override
        public void define(JobBuilder job) {
            job.readText()
                    .map(TEXT, LONG, (line, out) -> line.words().forEach(word -> out.emit(word, 1)))
                    .sum()
                    .writeText();
        }
    }

    private static Job count(String name) throws IOException {
        Path text = Files.writeString(cluster.data().resolve(name + ".txt"), "to be or not to be\n".repeat(1000));
        return Job.of(Words.class).input(text).output(cluster.data().resolve(name));
    }

    private static void assertCounted(String name) throws IOException {
        assertThat(Files.readString(cluster.data().resolve(name).resolve("part-r-00000")))
                .isEqualTo("be\t2000\nnot\t1000\nor\t1000\nto\t2000\n");
    }

    @Test
    void survivesItsLeader() throws IOException {
        JobHandle job = cluster.submit(count("leaderless"));
        cluster.kill(cluster.leader());
        job.await();
        assertCounted("leaderless");
    }

    @Test
    void survivesALeaderThatDiesAtAGivenPoint() throws IOException {
        String leader = cluster.leader();
        Hook dies = Hook.halt("dev.jangada.master.ratis.CoordinatorStateMachine#applyTransaction", Place.EXIT);
        cluster.hook(leader, dies.onTime(2));
        cluster.run(count("interrupted"));
        cluster.awaitReached(leader, dies.onTime(2));
        assertCounted("interrupted");
    }

    @Test
    @Chaos(seed = 7)
    void survivesWhateverHappens() throws IOException {
        for (int round = 1; round <= 5; round++) {
            cluster.run(count("round-" + round));
            assertCounted("round-" + round);
        }
    }
}
