package dev.jangada.client.cli;

import org.jspecify.annotations.Nullable;

/** A command cannot go on; the message is the sentence for the person. */
public final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /** Ends the command with {@code exitCode} and {@code message}. */
    public CommandException(int exitCode, String message) {
        this(exitCode, message, null);
    }

    /** The same, because of {@code cause}, which {@code --verbose} shows. */
    public CommandException(int exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** A command line that is wrong by itself. */
    public static CommandException usage(String message) {
        return new CommandException(ExitCode.USAGE, message);
    }

    /** See {@link ExitCode}. */
    public int exitCode() {
        return exitCode;
    }
}
