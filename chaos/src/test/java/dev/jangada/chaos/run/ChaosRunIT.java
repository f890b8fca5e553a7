package dev.jangada.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.chaos.check.Check;
import dev.jangada.chaos.cluster.ProcessCluster;
import dev.jangada.chaos.fault.FaultKind;
import dev.jangada.chaos.process.ProcessTarget;
import dev.jangada.chaos.report.ChaosReport;
import dev.jangada.client.cluster.LocalCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short run with a fixed seed, as a test of the system and of the run itself. */
class ChaosRunIT {
    private static final long SEED = 3;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void everyCheckHoldsInAShortRun() throws Exception {
        Set<FaultKind> kinds = EnumSet.of(
                FaultKind.KILL,
                FaultKind.PAUSE,
                FaultKind.PARTITION,
                FaultKind.FSYNC_ERROR,
                FaultKind.IO_ERROR,
                FaultKind.CORRUPT);
        ChaosRun.Plan plan = new ChaosRun.Plan(SEED, Duration.ofSeconds(45), kinds, 2, Duration.ofMinutes(2));
        LocalCluster.Size size = new LocalCluster.Size(3, 2, 2, "process");
        ProcessCluster cluster = new ProcessCluster(
                directory.resolve("cluster"), new ProcessCluster.Form(size, true, options -> options), line -> {});
        RunResult result;
        try (ProcessTarget target = new ProcessTarget(cluster, directory.resolve("data"))) {
            result = new ChaosRun(target, plan, entry -> {}).run();
            target.collectLogs(Path.of("target", "chaos-run-logs"));
        }
        String report = new ChaosReport(result, "of this build", "jangada chaos run --seed " + SEED).markdown();
        assertThat(result.findings().violations()).as(report).isEmpty();
        assertThat(result.jobs()).as(report).isPositive();
        assertThat(result.faults().done()).as(report).isNotEmpty();
        for (Check check : Check.values()) {
            assertThat(result.findings().timesMade(check))
                    .as(check + "\n" + report)
                    .isPositive();
        }
    }
}
