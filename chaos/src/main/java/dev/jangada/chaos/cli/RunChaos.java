package dev.jangada.chaos.cli;

import dev.jangada.chaos.cluster.ProcessCluster;
import dev.jangada.chaos.fault.ChaosTarget;
import dev.jangada.chaos.fault.FaultKind;
import dev.jangada.chaos.process.ForeignTarget;
import dev.jangada.chaos.process.ProcessTarget;
import dev.jangada.chaos.report.ChaosReport;
import dev.jangada.chaos.run.ChaosRun;
import dev.jangada.chaos.run.RunResult;
import dev.jangada.client.cli.CommandException;
import dev.jangada.client.cli.Console;
import dev.jangada.client.cli.ExitCode;
import dev.jangada.client.cluster.LocalCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jangada chaos run}. */
@Command(
        name = "run",
        description =
                "Start a cluster of processes, run jobs, break it by a seeded schedule, and check that nothing is lost.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  jangada chaos run --seed 1 --minutes 10 --report /tmp/chaos-report",
            "  jangada chaos run --seed 7 --minutes 2 --faults kill,partition"
        })
final class RunChaos implements Callable<Integer> {
    private final Console console;

    @Option(names = "--masters", paramLabel = "N", description = "number of masters (default: ${DEFAULT-VALUE})")
    private int masters = 3;

    @Option(names = "--workers", paramLabel = "N", description = "number of workers (default: ${DEFAULT-VALUE})")
    private int workers = 4;

    @Option(names = "--seed", paramLabel = "N", description = "determines jobs and faults (default: drawn and shown)")
    private @Nullable Long seed;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            description = "how long faults go on, such as 0.5 (default: ${DEFAULT-VALUE})")
    private double minutes = 5;

    @Option(
            names = "--faults",
            paramLabel = "KIND,...",
            description =
                    "kill, transfer, pause, partition, delay, slow, disk-full, fsync-error, io-error, clock, corrupt, power-cut (default: all)")
    private @Nullable String faults;

    @Option(
            names = "--executor",
            paramLabel = "process|in-process",
            description = "where the code of jobs runs (default: ${DEFAULT-VALUE})")
    private String executor = "process";

    @Option(
            names = "--clients",
            paramLabel = "N",
            description = "how many clients submit jobs at once (default: ${DEFAULT-VALUE})")
    private int clients = 2;

    @Option(
            names = "--bound",
            paramLabel = "SECONDS",
            description = "how long recovery, and a job, may take after a fault (default: ${DEFAULT-VALUE})")
    private int boundSeconds = 90;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "an empty directory for the cluster (default: a new temporary one, removed if all is well)")
    private @Nullable Path directory;

    @Option(names = "--report", paramLabel = "DIR", description = "where to write report.md and report.html")
    private @Nullable Path report;

    @Option(
            names = "--attach",
            paramLabel = "HOST:PORT,...",
            description = "break the cluster of these masters instead of one of our own; needs --yes-break-it")
    private @Nullable String attach;

    @Option(
            names = "--yes-break-it",
            description = "the cluster of --attach may be broken, and what runs there as well")
    private boolean mayBreakIt;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "with --attach: a directory that its workers and this process see under the same name")
    private @Nullable Path data;

    RunChaos(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        Set<FaultKind> kinds = kinds();
        long chosen = seed == null ? System.nanoTime() & 0xffff : seed;
        Duration lasts = Duration.ofMillis((long) (minutes * 60_000));
        ChaosRun.Plan plan = new ChaosRun.Plan(chosen, lasts, kinds, clients, Duration.ofSeconds(boundSeconds));
        if (attach != null && !mayBreakIt) {
            throw CommandException.usage("--attach kills and stops processes of the cluster at " + attach
                    + " and disturbs whatever runs there: if that is what you want, add --yes-break-it");
        }
        Path place = directory == null ? Files.createTempDirectory("jangada-chaos-") : directory;
        String commit = Commit.ofThisProgram();
        String replay = replay(chosen, kinds);
        console.say("seed " + chosen + ", commit " + commit + ", in " + place);
        RunResult result;
        try (ChaosTarget target = target(place);
                EndWithProcess end = EndWithProcess.of(target)) {
            result = new ChaosRun(target, plan, entry -> console.say(entry.toString())).run();
            if (!result.isGreen() && report != null) {
                target.collectLogs(report.resolve("logs"));
            }
        }
        finish(new ChaosReport(result, commit, replay), result, place);
        if (!result.isGreen()) {
            console.say("FAILED: seed " + chosen + ", commit " + commit + ", logs in "
                    + place.resolve("cluster").resolve("logs") + ", replay with:\n  " + replay);
        }
        return result.isGreen() ? ExitCode.SUCCEEDED : ExitCode.FAILED;
    }

    private Set<FaultKind> kinds() {
        try {
            return faults == null ? EnumSet.allOf(FaultKind.class) : FaultKind.parse(faults);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage("--faults: " + e.getMessage());
        }
    }

    private ChaosTarget target(Path place) {
        if (attach != null) {
            return new ForeignTarget(attach, data == null ? place.resolve("data") : data.toAbsolutePath());
        }
        LocalCluster.Size size = new LocalCluster.Size(masters, workers, 2, executor);
        ProcessCluster.Form form = new ProcessCluster.Form(size, true, options -> options);
        return new ProcessTarget(
                new ProcessCluster(place.resolve("cluster"), form, line -> {}),
                place.toAbsolutePath().resolve("data"));
    }

    private void finish(ChaosReport written, RunResult result, Path place) throws IOException {
        if (report != null) {
            written.write(report);
            console.say("report: " + report.resolve("report.html"));
        }
        console.out().println(written.markdown());
        console.out().flush();
        if (result.isGreen() && directory == null) {
            Trees.delete(place);
        }
    }

    private String replay(long chosen, Set<FaultKind> kinds) {
        String list = String.join(",", kinds.stream().map(FaultKind::option).toList());
        String what = attach == null
                ? "--masters " + masters + " --workers " + workers + " --executor " + executor
                : "--attach " + attach + " --yes-break-it" + (data == null ? "" : " --data " + data);
        return "jangada chaos run " + what + " --clients " + clients + " --seed " + chosen + " --minutes " + minutes
                + " --bound " + boundSeconds + " --faults " + list;
    }
}
