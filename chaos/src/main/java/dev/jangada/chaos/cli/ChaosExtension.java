package dev.jangada.chaos.cli;

import dev.jangada.client.cli.CommandExtension;
import dev.jangada.client.cli.Console;
import picocli.CommandLine;

/** Adds {@code chaos} to the {@code jangada} command. */
public final class ChaosExtension implements CommandExtension {
    @Override
    public String name() {
        return "chaos";
    }

    @Override
    public CommandLine command(Console console) {
        CommandLine chaos = new CommandLine(new ChaosCommand());
        chaos.addSubcommand(new RunChaos(console));
        chaos.addSubcommand(new DockerChaos(console));
        chaos.addSubcommand(new SimCommand(console));
        return chaos;
    }
}
