package dev.jangada.client.cli;

import dev.jangada.client.InterruptedCallException;
import dev.jangada.client.InvalidJobException;
import dev.jangada.client.JangadaException;
import dev.jangada.client.JobCancelledException;
import dev.jangada.client.NoLeaderException;
import dev.jangada.client.WaitTimedOutException;
import dev.jangada.client.cluster.LocalClusterException;
import dev.jangada.client.config.SettingsException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into one sentence and an exit code; shows a stack trace only when asked to. */
final class ErrorReport implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private final Console console;

    ErrorReport(Console console) {
        this.console = console;
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        console.say(message(e));
        if (e instanceof UnmatchedArgumentException unmatched) {
            UnmatchedArgumentException.printSuggestions(unmatched, Console.writer(console.err()));
        }
        console.err().println("See: " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    private static String message(ParameterException e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        return message.isEmpty() ? message : Character.toLowerCase(message.charAt(0)) + message.substring(1);
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult result) {
        boolean verbose = isVerbose(result);
        if (InterruptHook.isEnding()) {
            return ExitCode.INTERRUPTED;
        }
        if (isForPeople(e)) {
            console.say(String.valueOf(e.getMessage()));
        } else {
            console.say("this should not have happened: " + e + (verbose ? "" : " (--verbose shows where)"));
        }
        if (verbose) {
            e.printStackTrace(console.err());
        }
        return exitCode(e);
    }

    private static boolean isForPeople(Exception e) {
        return e instanceof CommandException
                || e instanceof JangadaException
                || e instanceof LocalClusterException
                || e instanceof SettingsException;
    }

    static int exitCode(Exception e) {
        if (e instanceof CommandException known) {
            return known.exitCode();
        } else if (e instanceof SettingsException) {
            return ExitCode.USAGE;
        } else if (e instanceof NoLeaderException) {
            return ExitCode.NO_LEADER;
        } else if (e instanceof JobCancelledException) {
            return ExitCode.CANCELLED;
        } else if (e instanceof WaitTimedOutException) {
            return ExitCode.TIMED_OUT;
        } else if (e instanceof InterruptedCallException) {
            return ExitCode.INTERRUPTED;
        } else if (e instanceof InvalidJobException invalid && invalid.fault() == InvalidJobException.Fault.REQUEST) {
            return ExitCode.USAGE;
        }
        return ExitCode.FAILED;
    }

    private static boolean isVerbose(ParseResult result) {
        for (ParseResult level = result; ; level = level.subcommand()) {
            if (level.hasMatchedOption("--verbose")) {
                return true;
            }
            if (!level.hasSubcommand()) {
                return false;
            }
        }
    }
}
