package dev.jangada.client.cli;

import dev.jangada.client.Jangada;
import dev.jangada.client.rpc.MasterAddresses;
import dev.jangada.client.rpc.MasterClient;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that talks to a cluster. */
final class ClusterOptions {
    @Option(
            names = "--masters",
            paramLabel = "HOST:PORT,...",
            description = "the masters of the cluster (default: JANGADA_MASTERS)")
    private @Nullable String masters;

    @Option(names = "--verbose", description = "say more, with stack traces")
    private boolean verbose;

    boolean verbose() {
        return verbose;
    }

    /** The masters named by the option or the environment, if any; a list that is none is a usage error. */
    Optional<MasterAddresses> masters(Console console) {
        String named = masters;
        String from = "--masters";
        if (named == null) {
            named = console.environment().get(Jangada.MASTERS_VARIABLE);
            from = Jangada.MASTERS_VARIABLE;
            if (named == null || named.isBlank()) {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(MasterAddresses.parse(named));
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, from + ": " + e.getMessage(), e);
        }
    }

    /** A client of the named masters. */
    MasterClient client(Console console) {
        return new MasterClient(required(console), Jangada.CALL_PATIENCE);
    }

    /** The masters, which this command cannot do without. */
    MasterAddresses required(Console console) {
        return masters(console)
                .orElseThrow(() -> CommandException.usage(
                        "which cluster? Add --masters HOST:PORT,... or set " + Jangada.MASTERS_VARIABLE));
    }
}
