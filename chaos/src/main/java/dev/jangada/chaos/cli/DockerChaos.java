package dev.jangada.chaos.cli;

import dev.jangada.chaos.docker.ContainerTarget;
import dev.jangada.chaos.docker.ScenarioFile;
import dev.jangada.chaos.report.ChaosReport;
import dev.jangada.chaos.run.ChaosRun;
import dev.jangada.chaos.run.RunResult;
import dev.jangada.client.cli.Console;
import dev.jangada.client.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jangada chaos docker}, which docker/chaos-test calls. */
@Command(
        name = "docker",
        description =
                "Start a cluster of containers, run jobs, break it by a seeded schedule, and check that nothing is"
                        + " lost. Called by docker/chaos-test, which builds the image and lets this process find containers by"
                        + " name.")
final class DockerChaos implements Callable<Integer> {
    private static final int CLIENTS = 2;
    private static final Duration BOUND = Duration.ofSeconds(90);

    private final Console console;

    @Option(names = "--seed", paramLabel = "N", description = "determines jobs and faults (default: drawn and shown)")
    private @Nullable Long seed;

    @Option(names = "--minutes", paramLabel = "M", description = "how long faults go on (default: ${DEFAULT-VALUE})")
    private double minutes = 3;

    @Option(names = "--every-way", description = "go on until every way to break the cluster was used once")
    private boolean usesEveryWay;

    @Option(names = "--image", paramLabel = "NAME", description = "the image (default: ${DEFAULT-VALUE})")
    private String image = "jangada";

    @Option(names = "--report", paramLabel = "DIR", description = "where the report and the logs go")
    private Path report = Path.of(System.getProperty("jangada.home", ".")).resolve("target/chaos-docker");

    @Option(names = "--keep", description = "leave containers, network and files behind")
    private boolean isKept;

    DockerChaos(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        long chosen = seed == null ? System.nanoTime() & 0xffff : seed;
        Path place = Files.createTempDirectory("jangada-containers-");
        console.say("seed " + chosen + ", commit " + Commit.ofThisProgram() + ", in " + place);
        ContainerTarget target;
        try {
            target = ContainerTarget.of(image, place, chosen);
        } catch (IOException e) {
            console.say(String.valueOf(e.getMessage()));
            Trees.delete(place);
            return ExitCode.USAGE;
        }
        if (isKept) {
            console.say("containers, network and files will be left behind");
            return run(target, chosen);
        }
        try (target;
                EndWithProcess end = EndWithProcess.of(target)) {
            return run(target, chosen);
        } finally {
            Trees.delete(place);
        }
    }

    private int run(ContainerTarget target, long chosen) throws Exception {
        ChaosRun.Plan plan = new ChaosRun.Plan(
                chosen,
                Duration.ofMillis((long) (minutes * 60_000)),
                target.kinds(),
                CLIENTS,
                BOUND,
                usesEveryWay ? target.round(target.kinds()).size() : 0);
        RunResult result;
        try {
            result = new ChaosRun(target, plan, entry -> console.say(entry.toString())).run();
        } finally {
            target.collectLogs(report.resolve("logs"));
        }
        String replay = "docker/chaos-test --seed " + chosen + " --minutes " + minutes;
        ChaosReport written = new ChaosReport(result, Commit.ofThisProgram(), replay);
        written.write(report);
        Map<String, Integer> scenarios = target.scenarios();
        ScenarioFile.write(report, chosen, result.isGreen(), scenarios);
        console.out().println(written.markdown());
        console.out().println("scenarios played: " + scenarios);
        console.out().println("report and logs: " + report.toAbsolutePath());
        console.out().flush();
        return result.isGreen() ? ExitCode.SUCCEEDED : ExitCode.FAILED;
    }
}
