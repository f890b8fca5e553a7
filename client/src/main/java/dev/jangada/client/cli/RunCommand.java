package dev.jangada.client.cli;

import dev.jangada.client.Jangada;
import dev.jangada.client.JangadaException;
import dev.jangada.client.Job;
import dev.jangada.client.embedded.EmbeddedCluster;
import dev.jangada.client.rpc.JobWatch;
import dev.jangada.client.rpc.MasterAddresses;
import dev.jangada.client.rpc.MasterClient;
import dev.jangada.client.shipping.BuiltInJobs;
import dev.jangada.client.shipping.BuiltInJobs.BuiltInJob;
import dev.jangada.client.shipping.Shipment;
import dev.jangada.protocol.v1.JobInfo;
import dev.jangada.protocol.v1.JobPhase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jangada run}. */
@Command(
        name = "run",
        description = "Run a job and wait for its end, on a cluster or, with no masters named, in this process.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  jangada run wordcount README.md docs --output counts",
            "  jangada run grep 'logs/*.log' --arg pattern=ERROR --output errors --overwrite",
            "  jangada run com.example.TopUsers visits --jar jobs.jar --output top --masters m1:7101,m2:7101",
            "  jangada run --jar jobs.jar --class com.example.TopUsers visits --name top-users --output top",
            "%nExit codes: 0 succeeded, 1 failed, 2 wrong command line, 3 no leader reachable, 4 cancelled,"
                    + " 5 wait timed out (the job goes on), 130 Ctrl-C (on a cluster, the job goes on)."
        })
final class RunCommand implements Callable<Integer> {
    private static final Duration CANCEL_WAIT = Duration.ofSeconds(5);

    private final Console console;

    @Parameters(
            arity = "0..*",
            paramLabel = "[JOB] INPUT...",
            hideParamSyntax = true,
            description = {
                "JOB: a built-in job, or with --jar the class of the job; with --class there is no JOB, only inputs",
                "INPUT: files, directories, or globs in quotes"
            })
    private List<String> words = new ArrayList<>();

    @Option(names = "--output", paramLabel = "DIR", description = "where the output goes; must not exist yet")
    private @Nullable String output;

    @Option(names = "--overwrite", description = "replace the output if it exists, once the job succeeds")
    private boolean overwrite;

    @Option(names = "--reducers", paramLabel = "N", description = "number of reduce tasks, and so of parts")
    private @Nullable Integer reducers;

    @Option(names = "--arg", paramLabel = "KEY=VALUE", description = "an argument of the job; may be repeated")
    private Map<String, String> arguments = new LinkedHashMap<>();

    @Option(names = "--attempts", paramLabel = "N", description = "how often a task is tried before the job fails")
    private @Nullable Integer attempts;

    @Option(names = "--no-backups", description = "never run a second attempt beside a slow one")
    private boolean noBackups;

    @Option(
            names = "--attempt-timeout",
            paramLabel = "TIME",
            description = "fail an attempt without progress for so long, such as 90s; 0s for never; default 10m")
    private @Nullable Duration attemptTimeout;

    @Option(names = "--deadline", paramLabel = "TIME", description = "fail the job if it takes longer, such as 2h")
    private @Nullable Duration deadline;

    @Option(
            names = "--skip-records",
            paramLabel = "N",
            description = "leave out at most N records that the job's code fails on, instead of failing")
    private @Nullable Integer skippableRecords;

    @Option(names = "--jar", paramLabel = "FILE", description = "the jar with the job's classes")
    private @Nullable Path jar;

    @Option(names = "--class", paramLabel = "NAME", description = "the class of the job in the jar, instead of JOB")
    private @Nullable String className;

    @Option(names = "--name", paramLabel = "NAME", description = "what to call the job")
    private @Nullable String displayName;

    @Option(names = "--detach", description = "print the job's id once it is accepted, and do not wait")
    private boolean detach;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "wait at most so long, such as 90s or 10m; the job goes on")
    private @Nullable Duration timeout;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private OutputForm form = new OutputForm();

    RunCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        Job job = job();
        Optional<MasterAddresses> masters = cluster.masters(console);
        if (masters.isEmpty() && detach) {
            throw CommandException.usage(
                    "--detach needs a cluster that lives on: add --masters HOST:PORT,... or set JANGADA_MASTERS");
        }
        Shipment shipment = Shipment.of(job, masters.isEmpty());
        return masters.isPresent() ? runOnCluster(masters.get(), shipment) : runEmbedded(shipment);
    }

    private int runOnCluster(MasterAddresses masters, Shipment shipment) {
        try (MasterClient client = new MasterClient(masters, Jangada.CALL_PATIENCE)) {
            String id = submit(client, shipment);
            if (detach) {
                console.out().println(id);
                return ExitCode.SUCCEEDED;
            }
            announce(id);
            JobWait wait = new JobWait(console, client, id, Optional.of(" --masters " + masters));
            try (InterruptHook hook = new InterruptHook(() -> {
                console.err().println();
                console.say(id + " goes on" + wait.howToGoOn(" --masters " + masters));
            })) {
                return wait.await(Optional.ofNullable(timeout), form, cluster.verbose());
            }
        }
    }

    private int runEmbedded(Shipment shipment) throws Exception {
        EmbeddedCluster embedded = EmbeddedCluster.start();
        try (AutoCloseable end = console.ofOwnProcess() ? embedded::abandon : embedded;
                MasterClient client = new MasterClient(embedded.masters(), Jangada.CALL_PATIENCE)) {
            String id = submit(client, shipment);
            announce(id);
            embedded.onExit(exit -> ended(embedded, id, exit));
            return new JobWait(console, client, id, Optional.empty())
                    .await(Optional.ofNullable(timeout), form, cluster.verbose());
        }
    }

    private static String submit(MasterClient client, Shipment shipment) {
        return client.submit(UUID.randomUUID().toString(), shipment.request(), shipment.artifacts());
    }

    private void announce(String id) {
        if (!form.json()) {
            console.out().println(id);
            console.out().flush();
        }
    }

    /**
     * Says why the process ends before the job, and lets the job clear away what it has written. When user code has called
     * {@code System.exit}, its code is not ours: the job has failed.
     */
    private OptionalInt ended(EmbeddedCluster embedded, String id, Optional<EmbeddedCluster.UserExit> exit) {
        InterruptHook.markEnding();
        console.err().println();
        exit.ifPresent(
                call -> console.say(id + " failed: " + call.sentence() + ". Nothing was published" + where() + "."));
        String end = cancel(embedded, id, exit.isPresent() ? "user code ended the JVM" : "interrupted");
        if (exit.isEmpty()) {
            console.say(end);
        }
        console.err().flush();
        return exit.isPresent() && console.ofOwnProcess() ? OptionalInt.of(ExitCode.FAILED) : OptionalInt.empty();
    }

    private String where() {
        return output == null ? "" : " at " + output;
    }

    /** With a client of its own, since the waiting thread closes its one when the job has ended. */
    private static String cancel(EmbeddedCluster embedded, String id, String reason) {
        try (MasterClient client = new MasterClient(embedded.masters(), CANCEL_WAIT)) {
            client.cancel(id, reason);
            JobInfo end = client.watch(
                    id, new JobWatch.Terms(Optional.of(CANCEL_WAIT), CANCEL_WAIT, info -> {}, sentence -> {}));
            return end.getState() == JobPhase.SUCCEEDED
                    ? id + " had succeeded already"
                    : id + " is cancelled; nothing was published";
        } catch (JangadaException e) {
            return id + " ends with this process: " + e.getMessage();
        }
    }

    private Job job() {
        Job job = definition();
        for (String input : className == null ? words.subList(1, words.size()) : words) {
            job = job.input(input);
        }
        for (Map.Entry<String, String> argument : arguments.entrySet()) {
            job = job.arg(argument.getKey(), argument.getValue());
        }
        if (output != null) {
            job = job.output(output);
        }
        if (overwrite) {
            job = job.overwrite();
        }
        if (reducers != null) {
            job = job.reducers(atLeastOne("--reducers", reducers));
        }
        if (attempts != null) {
            job = job.attempts(atLeastOne("--attempts", attempts));
        }
        job = withPatience(job);
        return displayName == null ? job : job.named(displayName);
    }

    private Job withPatience(Job job) {
        Job patient = noBackups ? job.withoutBackups() : job;
        if (attemptTimeout != null) {
            patient = patient.attemptTimeout(attemptTimeout);
        }
        if (deadline != null) {
            patient = patient.deadline(deadline);
        }
        if (skippableRecords != null) {
            if (skippableRecords < 0) {
                throw CommandException.usage("--skip-records is at least 0, not " + skippableRecords);
            }
            patient = patient.skippableRecords(skippableRecords);
        }
        return patient;
    }

    /** With {@code --class} every word is an input, so that none is ever taken for something else. */
    private Job definition() {
        if (className != null) {
            if (jar == null) {
                throw CommandException.usage("--class names a class in a jar: add --jar FILE");
            }
            return Job.jar(jar, className);
        }
        if (words.isEmpty()) {
            throw CommandException.usage("name a JOB to run, "
                    + (jar == null ? "such as wordcount" : "a class in " + jar) + "; see jangada run --help");
        }
        String job = words.get(0);
        return jar == null ? builtInJob(job) : Job.jar(jar, job);
    }

    private static Job builtInJob(String name) {
        if (!BuiltInJobs.all().containsKey(name)) {
            throw CommandException.usage("there is no built-in job '" + name
                    + "' (for a job of your own, add --jar FILE). There are:\n" + builtIns());
        }
        return Job.builtIn(name);
    }

    private static String builtIns() {
        StringBuilder list = new StringBuilder();
        for (BuiltInJob job : BuiltInJobs.all().values()) {
            list.append(String.format("  %-15s %s", job.name(), job.about()));
            list.append(job.arguments().isEmpty() ? "\n" : "  " + job.arguments() + "\n");
        }
        return list.toString().stripTrailing();
    }

    private static int atLeastOne(String option, int number) {
        if (number < 1) {
            throw CommandException.usage(option + " is at least 1, not " + number);
        }
        return number;
    }
}
