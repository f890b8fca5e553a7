package dev.jangada.chaos.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** docker/chaos-test, which wants root and a Docker engine, and so runs only if it is asked for. */
@EnabledIfSystemProperty(named = "jangada.containers", matches = "true")
@Tag("processes")
class ContainersIT {
    private static final String PREFIX = "scenario:";
    private static final int MINUTES = 20;

    @Test
    @Tag("scenario:master-killed-at-transitions")
    @Tag("scenario:master-new-leader-killed-thrice")
    @Tag("scenario:master-all-killed")
    @Tag("scenario:master-majority-lost")
    @Tag("scenario:master-rolling-restart")
    @Tag("scenario:master-stopped-past-election")
    @Tag("scenario:worker-killed-in-map")
    @Tag("scenario:worker-all-gone")
    @Tag("scenario:worker-stopped-past-lease")
    @Tag("scenario:worker-slow")
    @Tag("scenario:worker-reducer-cut-from-mapper")
    @Tag("scenario:network-leader-cut-from-masters")
    @Tag("scenario:network-one-way")
    @Tag("scenario:network-bridge")
    @Tag("scenario:network-loss")
    @Tag("scenario:network-flapping")
    void everyCheckHoldsWhateverIsDoneToContainers(TestInfo test, @TempDir Path report) throws Exception {
        Process run = new ProcessBuilder(
                        List.of("../docker/chaos-test", "--seed", "1", "--every-way", "--report", report.toString()))
                .inheritIO()
                .start();
        assertThat(run.waitFor(MINUTES, TimeUnit.MINUTES)).as("is over in time").isTrue();
        assertThat(run.exitValue()).isZero();
        JsonNode played = new ObjectMapper()
                .readTree(report.resolve("scenarios.json").toFile())
                .get("scenarios");
        assertThat(test.getTags())
                .filteredOn(tag -> tag.startsWith(PREFIX))
                .allSatisfy(tag -> assertThat(played.has(tag.substring(PREFIX.length())))
                        .as("%s was played", tag)
                        .isTrue());
    }
}
