package dev.jangada.chaos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.client.cli.CommandException;
import dev.jangada.client.cli.Console;
import dev.jangada.client.cli.ExitCode;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class RunChaosTest {
    private static CommandException refusal(String... arguments) {
        AtomicReference<CommandException> thrown = new AtomicReference<>();
        CommandLine command = new ChaosExtension().command(Console.ofProcess());
        command.setExecutionExceptionHandler((exception, line, result) -> {
            thrown.set((CommandException) exception);
            return 0;
        });
        command.execute(arguments);
        CommandException refusal = thrown.get();
        if (refusal == null) {
            throw new AssertionError("it was not refused");
        }
        return refusal;
    }

    @Test
    void aForeignClusterIsBrokenOnlyOnAnExplicitWord() {
        CommandException refusal = refusal("run", "--attach", "127.0.0.1:1");
        assertThat(refusal.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(refusal).hasMessageContaining("127.0.0.1:1").hasMessageContaining("--yes-break-it");
    }

    @Test
    void anUnknownKindOfFaultIsNamed() {
        CommandException refusal = refusal("run", "--faults", "kill,fire");
        assertThat(refusal.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(refusal).hasMessageContaining("'fire'").hasMessageContaining("power-cut");
    }
}
