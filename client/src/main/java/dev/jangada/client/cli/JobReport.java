package dev.jangada.client.cli;

import dev.jangada.client.JobStatus;
import dev.jangada.client.Stage;
import dev.jangada.client.StageProgress;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is said of a job at its end. */
final class JobReport {
    private static final String INPUT_RECORDS = "map.input.records";
    private static final int LOG_LINES = 20;

    private JobReport() {}

    /** What has become of a job, in a sentence. */
    static String headline(JobStatus job) {
        String state = switch (job.state()) {
            case SUBMITTED -> "waits to be planned";
            case PLANNING -> "is being planned";
            case RUNNING -> "is running, " + Format.percent(job.progress()) + " done";
            case PUBLISHING -> "is publishing its output";
            case SUCCEEDED -> "has succeeded";
            case CANCELLING -> "is being cancelled";
            case CANCELLED -> "was cancelled";
            case FAILING -> "is failing";
            case FAILED -> "has failed";
        };
        return job.id() + " (" + job.name() + ") " + state + (job.reason().isEmpty() ? "" : ": " + job.reason());
    }

    /** The summary of a job that has succeeded. */
    static void success(JobStatus job, PrintStream to) {
        to.println(job.name() + " succeeded in "
                + job.duration().map(Format::duration).orElse("an unknown time") + ": " + tasks(job) + ", "
                + attempts(job));
        List<String> read = new ArrayList<>();
        if (job.inputFiles() > 0) {
            read.add(Format.count(job.inputFiles(), "file"));
            read.add(Format.bytes(job.inputBytes()));
        }
        Long records = job.counters().get(INPUT_RECORDS);
        if (records != null) {
            read.add(Format.count(records, "record"));
        }
        to.println("  read    " + (read.isEmpty() ? "nothing" : String.join(", ", read)));
        if (job.output().isPresent()) {
            to.println("  wrote   " + Format.count(job.parts().size(), "part") + ", " + Format.bytes(job.outputBytes())
                    + ", " + Format.count(job.outputRecords(), "record"));
            to.println("  output  " + job.output().get());
        }
        to.flush();
    }

    private static String tasks(JobStatus job) {
        List<String> parts = new ArrayList<>();
        for (StageProgress stage : job.stages()) {
            if (stage.tasks() > 0 && (stage.stage() == Stage.MAP || stage.stage() == Stage.REDUCE)) {
                parts.add(Format.count(stage.tasks(), stage.stage().name().toLowerCase(Locale.ROOT) + " task"));
            }
        }
        return parts.isEmpty() ? Format.count(job.tasks(), "task") : String.join(", ", parts);
    }

    private static String attempts(JobStatus job) {
        List<String> troubles = new ArrayList<>();
        if (job.attempts().failed() > 0) {
            troubles.add(job.attempts().failed() + " failed");
        }
        if (job.attempts().lost() > 0) {
            troubles.add(job.attempts().lost() + " lost with their worker");
        }
        if (job.failovers() > 0) {
            troubles.add(Format.count(job.failovers(), "failover"));
        }
        return Format.count(job.attempts().started(), "attempt")
                + (troubles.isEmpty() ? "" : " (" + String.join(", ", troubles) + ")");
    }

    /**
     * Why a job has failed, in one paragraph, and the end of the log of the attempt that failed it.
     *
     * @param explain the command that tells more, if the cluster lives on
     * @param stackTraces whether lines of stack traces are shown
     */
    static void failure(JobStatus job, Optional<String> explain, boolean stackTraces, Console console) {
        StringBuilder text = new StringBuilder(job.id())
                .append(" (")
                .append(job.name())
                .append(") failed: ")
                .append(sentence(job.reason()));
        job.output()
                .ifPresent(output ->
                        text.append(" Nothing was published at ").append(output).append('.'));
        explain.ifPresent(command -> text.append(" What happened in detail: ").append(command));
        console.say(text.toString());
        List<String> log = job.failureLogTail()
                .lines()
                .filter(line -> !line.isBlank() && (stackTraces || !isTrace(line)))
                .toList();
        if (!log.isEmpty()) {
            console.err().println("The end of its log:");
            log.subList(Math.max(0, log.size() - LOG_LINES), log.size())
                    .forEach(line -> console.err().println("  | " + line));
        }
        console.err().flush();
    }

    private static String sentence(String reason) {
        String text = reason.strip();
        return text.isEmpty() ? "no reason was given." : text.endsWith(".") ? text : text + ".";
    }

    private static boolean isTrace(String line) {
        String text = line.strip();
        return text.startsWith("at ") || (text.startsWith("... ") && text.endsWith(" more"));
    }
}
