package dev.jangada.client.cli;

import dev.jangada.protocol.v1.AttemptLog;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.GetJobLogsResponse;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The logs of a job's attempts that were asked for.
 *
 * @param message the response with these logs alone
 */
record JobLogs(GetJobLogsResponse message) {

    /**
     * All logs, or those of an attempt or a task.
     *
     * @throws CommandException if nothing is known of what was asked for
     */
    static JobLogs of(String job, GetJobLogsResponse all, Optional<String> asked) {
        List<AttemptLog> chosen = all.getLogsList().stream()
                .filter(log -> asked.isEmpty() || isMeant(log, asked.get(), job))
                .toList();
        if (chosen.isEmpty()) {
            throw new CommandException(
                    ExitCode.FAILED,
                    "the masters know of no log of "
                            + asked.map(attempt -> attempt + " of " + job).orElse(job)
                            + ": they keep those of its last 20 attempts that failed or were lost, and hear those that run;"
                            + " others are in the logs/ of the worker that jangada jobs explain " + job + " names");
        }
        return new JobLogs(all.toBuilder().clearLogs().addAllLogs(chosen).build());
    }

    private static boolean isMeant(AttemptLog log, String asked, String job) {
        String name = name(log.getAttempt());
        String meant = asked.startsWith(job + "/") ? asked.substring(job.length() + 1) : asked;
        return name.equals(meant) || name.startsWith(meant + "/");
    }

    private static String name(AttemptRef attempt) {
        return attempt.getStage().name().toLowerCase(Locale.ROOT) + "/" + attempt.getIndex() + "/"
                + attempt.getNumber();
    }

    void print(PrintStream out) {
        for (AttemptLog log : message.getLogsList()) {
            out.println(
                    "=== " + name(log.getAttempt()) + " on " + log.getWorker().getWorker() + ", " + log.getState()
                            + (log.getMessage().isEmpty() ? "" : ": " + log.getMessage()));
            out.println(
                    "--- " + log.getSource() + (log.getFile().isEmpty() ? "" : "; the whole log: " + log.getFile()));
            if (!log.getText().isEmpty()) {
                out.println(log.getText().stripTrailing());
            }
            out.println();
        }
    }
}
