package dev.jangada.client.cli;

import picocli.CommandLine;

/**
 * A command that another module adds to {@code jangada}; found by {@link java.util.ServiceLoader} when it is called for,
 * or for help.
 */
public interface CommandExtension {
    /** The word after {@code jangada}. */
    String name();

    /** The command with its own subcommands. */
    CommandLine command(Console console);
}
