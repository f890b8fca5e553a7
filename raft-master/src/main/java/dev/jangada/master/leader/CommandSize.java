package dev.jangada.master.leader;

import dev.jangada.coordinator.AttemptResult;
import dev.jangada.coordinator.Blob;
import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.JobSpec;

/** How many bytes a command takes in the log, at most about; only those that may be large are looked into. */
final class CommandSize {
    private static final int SMALL = 200;

    private CommandSize() {}

    static int of(Command command) {
        if (command instanceof Command.AddSplits splits) {
            return SMALL + splits.splits().stream().mapToInt(Blob::size).sum();
        }
        if (command instanceof Command.CommitAttempt commit) {
            return SMALL + of(commit.result());
        }
        if (command instanceof Command.FailAttempt fail) {
            return SMALL + of(fail.failure().message()) + of(fail.failure().logTail());
        }
        if (command instanceof Command.TimeOutAttempt silent) {
            return SMALL + of(silent.logTail());
        }
        if (command instanceof Command.FenceWorker fence) {
            return SMALL
                    + fence.logs().stream()
                            .mapToInt(log -> SMALL + of(log.text()))
                            .sum();
        }
        if (command instanceof Command.SubmitJob submit) {
            return SMALL + of(submit.spec());
        }
        return SMALL;
    }

    private static int of(String text) {
        return 3 * text.length() + 4;
    }

    private static int of(AttemptResult result) {
        int counters = 50 * result.counters().values().size();
        return result instanceof AttemptResult.Planned planned
                ? planned.plan().shared().size()
                : counters;
    }

    private static int of(JobSpec spec) {
        int bytes = 100 * spec.artifacts().size();
        for (JobSpec.Argument argument : spec.arguments()) {
            bytes += of(argument.key()) + of(argument.value());
        }
        for (JobSpec.Input input : spec.inputs()) {
            bytes += of(input.path()) + of(input.displayName());
        }
        return bytes;
    }
}
