package dev.jangada.client.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.jangada.client.JobExplanation;
import dev.jangada.client.JobStatus;
import dev.jangada.client.rpc.MasterAddresses;
import dev.jangada.client.rpc.MasterClient;
import dev.jangada.client.rpc.Reports;
import dev.jangada.protocol.v1.ExplainJobResponse;
import dev.jangada.protocol.v1.GetJobLogsResponse;
import dev.jangada.protocol.v1.JobInfo;
import dev.jangada.protocol.v1.ListJobsResponse;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jangada jobs}. */
@Command(
        name = "jobs",
        description = "Look at jobs, follow them, cancel them. Without a verb: list.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  jangada jobs list -o json",
            "  jangada jobs watch job-17",
            "  jangada jobs cancel job-17 --reason 'wrong input'",
            "  jangada jobs explain job-17",
            "  jangada jobs logs job-17 map/3/0"
        })
final class JobsCommand {
    private static final String JOB = "JOB";

    private final Console console;

    JobsCommand(Console console) {
        this.console = console;
    }

    @Command(name = "list", description = "List the newest jobs first.")
    void list(
            @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "at most so many; 0: all")
                    int limit,
            @Mixin ClusterOptions options,
            @Mixin OutputForm outputForm) {
        if (limit < 0) {
            throw CommandException.usage("--limit is at least 0, not " + limit);
        }
        try (MasterClient client = options.client(console)) {
            List<JobInfo> jobs = client.jobs(limit);
            outputForm.print(
                    console, ListJobsResponse.newBuilder().addAllJobs(jobs).build(), () -> {
                        Table table = new Table("JOB", "NAME", "STATE", "PROGRESS#", "ATTEMPTS#", "SUBMITTED", "TOOK#");
                        jobs.stream()
                                .map(Reports::job)
                                .forEach(job -> table.row(
                                        job.id(),
                                        job.name(),
                                        job.state(),
                                        Format.percent(job.progress()),
                                        job.attempts().started(),
                                        Format.dateTime(job.times().submitted()),
                                        job.duration().map(Format::duration).orElse("")));
                        table.print(console.out());
                    });
        }
    }

    @Command(name = "status", description = "Show one job.")
    void status(@Parameters(paramLabel = JOB) String job, @Mixin ClusterOptions options, @Mixin OutputForm outputForm) {
        try (MasterClient client = options.client(console)) {
            JobInfo info = client.job(job);
            outputForm.print(console, info, () -> printStatus(Reports.job(info)));
        }
    }

    private void printStatus(JobStatus job) {
        console.out().println(JobReport.headline(job));
        if (job.isTerminal()) {
            if (job.state() == dev.jangada.client.JobState.SUCCEEDED) {
                JobReport.success(job, console.out());
            }
            return;
        }
        Table table = new Table("STAGE", "TASKS#", "BLOCKED#", "READY#", "RUNNING#", "DONE#", "PROGRESS#");
        job.stages()
                .forEach(stage -> table.row(
                        stage.stage(),
                        stage.tasks(),
                        stage.blocked(),
                        stage.ready(),
                        stage.running(),
                        stage.committed(),
                        Format.percent(stage.progress())));
        table.print(console.out());
    }

    @Command(name = "watch", description = "Follow a job to its end; exits like 'jangada run'.")
    int watch(
            @Parameters(paramLabel = JOB) String job,
            @Option(names = "--timeout", paramLabel = "TIME", description = "wait at most so long, such as 90s or 10m")
                    @Nullable
                    Duration timeout,
            @Mixin ClusterOptions options,
            @Mixin OutputForm outputForm) {
        MasterAddresses masters = options.required(console);
        try (MasterClient client = options.client(console)) {
            String suffix = " --masters " + masters;
            JobWait wait = new JobWait(console, client, job, Optional.of(suffix));
            try (InterruptHook hook = new InterruptHook(() -> {
                console.err().println();
                console.say(job + " goes on" + wait.howToGoOn(suffix));
            })) {
                return wait.await(Optional.ofNullable(timeout), outputForm, options.verbose());
            }
        }
    }

    @Command(name = "cancel", description = "Stop a job; what it has published stays.")
    void cancel(
            @Parameters(paramLabel = JOB) String job,
            @Option(
                            names = "--reason",
                            paramLabel = "TEXT",
                            defaultValue = "by hand",
                            description = "why, for those who look later")
                    String reason,
            @Mixin ClusterOptions options,
            @Mixin OutputForm outputForm) {
        try (MasterClient client = options.client(console)) {
            JobInfo info = client.cancel(job, reason);
            outputForm.print(
                    console,
                    info,
                    () -> console.out()
                            .println(job + " is " + info.getState().name().toLowerCase(Locale.ROOT)));
        }
    }

    @Command(name = "counters", description = "Show what a job has counted; each task counts once.")
    void counters(
            @Parameters(paramLabel = JOB) String job, @Mixin ClusterOptions options, @Mixin OutputForm outputForm) {
        try (MasterClient client = options.client(console)) {
            JobInfo info = client.job(job);
            if (outputForm.json()) {
                console.out().println(countersJson(info));
                return;
            }
            Table table = new Table("COUNTER", "VALUE#");
            Reports.job(info)
                    .counters()
                    .forEach((name, value) -> table.row(name, String.format(Locale.ROOT, "%,d", value)));
            table.print(console.out());
        }
    }

    /** The job's id and its counters alone, as they stand in a whole job. */
    private static String countersJson(JobInfo job) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeStringField("id", job.getId());
            json.writeObjectFieldStart("counters");
            for (Map.Entry<String, Long> counter : new TreeMap<>(job.getCountersMap()).entrySet()) {
                json.writeNumberField(counter.getKey(), counter.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing JSON to memory failed", e);
        }
        return text.toString();
    }

    @Command(name = "explain", description = "Tell what happened to a job and why.")
    void explain(
            @Parameters(paramLabel = JOB) String job, @Mixin ClusterOptions options, @Mixin OutputForm outputForm) {
        try (MasterClient client = options.client(console)) {
            ExplainJobResponse response = client.explain(job);
            outputForm.print(console, response, () -> printExplanation(Reports.explanation(response)));
        }
    }

    private void printExplanation(JobExplanation explanation) {
        JobStatus job = explanation.job();
        console.out().println(JobReport.headline(job));
        explanation.findings().forEach(finding -> console.out().println("* " + finding));
        if (!explanation.history().isEmpty()) {
            console.out().println();
            Table table = new Table("TIME", "TERM#", "INDEX#", "WHAT", "");
            explanation
                    .history()
                    .forEach(event -> table.row(
                            Format.time(event.at()), event.term(), event.index(), event.kind(), event.text()));
            table.print(console.out());
        }
        if (!explanation.tasks().isEmpty()) {
            console.out().println();
            Table table = new Table("TASK", "ATTEMPT#", "STATE", "WORKER", "TERM#", "ASSIGNED", "WHY", "ENDED BECAUSE");
            explanation
                    .tasks()
                    .forEach(task -> task.attempts()
                            .forEach(attempt -> table.row(
                                    task.stage().name().toLowerCase(Locale.ROOT) + "/" + task.index(),
                                    attempt.number(),
                                    attempt.state(),
                                    attempt.worker(),
                                    attempt.term(),
                                    Format.time(attempt.assigned()),
                                    attempt.reason(),
                                    attempt.endReason())));
            table.print(console.out());
        }
    }

    @Command(
            name = "logs",
            description =
                    "Show what the attempts of a job printed last: of those that failed or were lost as the masters keep"
                            + " it, of those that run as their workers told it within the last seconds. Each comes with the place"
                            + " of the whole log on its worker, where it stays for 7 days.")
    void logs(
            @Parameters(paramLabel = JOB) String job,
            @Parameters(
                            paramLabel = "ATTEMPT",
                            arity = "0..1",
                            description = "such as map/3/0, or map/3 for all attempts of that task")
                    @Nullable
                    String attempt,
            @Mixin ClusterOptions options,
            @Mixin OutputForm outputForm) {
        try (MasterClient client = options.client(console)) {
            GetJobLogsResponse logs = client.logs(job);
            JobLogs chosen = JobLogs.of(job, logs, Optional.ofNullable(attempt));
            outputForm.print(console, chosen.message(), () -> chosen.print(console.out()));
        }
    }
}
