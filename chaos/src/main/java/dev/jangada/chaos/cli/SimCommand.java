package dev.jangada.chaos.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.jangada.chaos.sim.Campaign;
import dev.jangada.chaos.sim.Schedule;
import dev.jangada.chaos.sim.ScheduleMaker;
import dev.jangada.chaos.sim.ScheduleText;
import dev.jangada.chaos.sim.Shrinker;
import dev.jangada.chaos.sim.Simulation;
import dev.jangada.client.cli.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jangada chaos sim}. */
@Command(
        name = "sim",
        description = {
            "Run seeded schedules of faults on a whole cluster in one thread, on a virtual clock, and check after every"
                    + " event that nothing is lost and nothing is wrong.",
            "The same seed gives the same run. Exit code 0 only if every check held."
        })
final class SimCommand implements Callable<Integer> {
    private static final int SHRINK_RUNS = 3_000;
    private static final long MINUTE_NANOS = 60_000_000_000L;

    private final Console console;

    @Option(names = "--schedules", paramLabel = "N", description = "How many schedules (default: 1000; 1 with --seed).")
    private long schedules;

    @Option(names = "--seed", paramLabel = "N", description = "The first seed (default: 1).")
    private long seed;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description =
                    "SAFETY: faults never stop. LIVENESS: they stop, and every job must end. Default: both in turn.")
    private Schedule.@Nullable Mode mode;

    @Option(names = "--minutes", paramLabel = "M", description = "Go on for so long instead of counting schedules.")
    private double minutes;

    @Option(names = "--shrink", description = "Make the schedule of a failure as small as it gets.")
    private boolean isShrinking;

    @Option(names = "--save", paramLabel = "FILE", description = "Write the schedule of a failure to this file.")
    private @Nullable Path save;

    @Option(names = "--trace", description = "Print what happened in the schedule of a failure, or of a single seed.")
    private boolean isTracing;

    @Option(names = "--repeat-every", paramLabel = "N", description = "Run one in N schedules twice (default: 10).")
    private int repeatEvery = 10;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "A saved schedule to run instead.")
    private @Nullable Path file;

    SimCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        ((Logger) LoggerFactory.getLogger("dev.jangada.master")).setLevel(Level.OFF);
        Campaign campaign = new Campaign(repeatEvery);
        Optional<Campaign.Failure> failure = run(campaign);
        if (failure.isPresent()) {
            tell(failure.get());
        } else if (isTracing && campaign.runs() == 1) {
            Schedule only = ScheduleMaker.draw(seed, mode == null ? Schedule.Mode.of(seed) : mode);
            Simulation.run(only, Simulation.Look.STORY).lines().forEach(console.out()::println);
        }
        campaign.report(console.out()::println);
        return failure.isPresent() ? 1 : 0;
    }

    private Optional<Campaign.Failure> run(Campaign campaign) throws IOException {
        Path saved = file;
        if (saved != null) {
            return campaign.run(ScheduleText.read(Files.readString(saved)));
        }
        long first = seed == 0 ? 1 : seed;
        long count = schedules > 0 ? schedules : seed == 0 ? 1_000 : 1;
        long end = System.nanoTime() + (long) (minutes * MINUTE_NANOS);
        Optional<Campaign.Failure> failure = Optional.empty();
        for (long next = first; failure.isEmpty(); next++) {
            boolean isOver = minutes > 0 ? System.nanoTime() > end : next >= first + count;
            if (isOver) {
                break;
            }
            Schedule.Mode chosen = mode == null ? Schedule.Mode.of(next) : mode;
            failure = campaign.run(ScheduleMaker.draw(next, chosen));
        }
        return failure;
    }

    private void tell(Campaign.Failure failure) throws IOException {
        Schedule schedule = failure.schedule();
        console.out()
                .println("FAILED --seed " + schedule.seed() + " --mode " + schedule.mode() + ", commit "
                        + Commit.ofThisProgram() + ", configuration " + schedule.configuration());
        console.out().println(failure.violation().getMessage());
        if (isShrinking) {
            schedule = Shrinker.shrink(failure, SHRINK_RUNS);
            console.out().println("the smallest schedule that fails the same check:");
            console.out().print(ScheduleText.write(schedule));
        }
        Simulation.Result result = Simulation.run(schedule, Simulation.Look.STORY);
        if (isTracing) {
            result.lines().forEach(console.out()::println);
        }
        Path target = save;
        if (target != null) {
            String text = "# " + result.violation().map(Throwable::getMessage).orElse("") + "\n# found at commit "
                    + Commit.ofThisProgram() + "\n" + ScheduleText.write(schedule);
            Files.write(target, List.of(text.stripTrailing()), StandardCharsets.UTF_8);
            console.say("saved to " + target);
        }
    }
}
