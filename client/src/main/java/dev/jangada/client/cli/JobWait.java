package dev.jangada.client.cli;

import dev.jangada.client.Jangada;
import dev.jangada.client.JobStatus;
import dev.jangada.client.WaitTimedOutException;
import dev.jangada.client.rpc.JobWatch;
import dev.jangada.client.rpc.MasterClient;
import dev.jangada.client.rpc.Reports;
import dev.jangada.protocol.v1.JobInfo;
import java.time.Duration;
import java.util.Optional;

/** Waits for one job in the foreground and reports its end. */
final class JobWait {
    private final Console console;
    private final MasterClient client;
    private final String job;
    private final Optional<String> commandSuffix;

    /**
     * Waits for nothing yet.
     *
     * @param commandSuffix what follows the job in commands about it, if the cluster outlives this process
     */
    JobWait(Console console, MasterClient client, String job, Optional<String> commandSuffix) {
        this.console = console;
        this.client = client;
        this.job = job;
        this.commandSuffix = commandSuffix;
    }

    /** Waits, reports, and returns the exit code. */
    int await(Optional<Duration> limit, OutputForm form, boolean verbose) {
        ProgressView progress = ProgressView.of(console);
        try {
            JobInfo end = client.watch(
                    job,
                    new JobWatch.Terms(
                            limit,
                            Jangada.WAIT_PATIENCE,
                            info -> progress.onStatus(Reports.job(info)),
                            progress::onNotice));
            progress.finish();
            return InterruptHook.isEnding() ? ExitCode.INTERRUPTED : report(end, form, verbose);
        } catch (WaitTimedOutException e) {
            progress.finish();
            console.say(e.getMessage() + commandSuffix.map(this::howToGoOn).orElse(""));
            return ExitCode.TIMED_OUT;
        } finally {
            progress.finish();
        }
    }

    /** What a person can do about a job that goes on without this process. */
    String howToGoOn(String suffix) {
        return ". Watch it: jangada jobs watch " + job + suffix + "  Cancel it: jangada jobs cancel " + job + suffix;
    }

    private int report(JobInfo info, OutputForm form, boolean verbose) {
        JobStatus end = Reports.job(info);
        form.print(console, info, () -> {
            if (end.state() == dev.jangada.client.JobState.SUCCEEDED) {
                JobReport.success(end, console.out());
            }
        });
        return switch (end.state()) {
            case SUCCEEDED -> ExitCode.SUCCEEDED;
            case CANCELLED -> {
                console.say(job + " was cancelled" + (end.reason().isEmpty() ? "" : ": " + end.reason()));
                yield ExitCode.CANCELLED;
            }
            default -> {
                JobReport.failure(
                        end, commandSuffix.map(suffix -> "jangada jobs explain " + job + suffix), verbose, console);
                yield ExitCode.FAILED;
            }
        };
    }
}
