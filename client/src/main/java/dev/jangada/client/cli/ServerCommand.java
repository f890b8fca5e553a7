package dev.jangada.client.cli;

import dev.jangada.client.config.Setting;
import dev.jangada.client.config.Settings;
import dev.jangada.client.config.SettingsException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** A command that is a server until it is told to end. Its settings are options too. */
abstract class ServerCommand implements Callable<Integer> {
    private final Console console;
    private final List<Setting> settings;
    private @Nullable CommandLine commandLine;

    @Option(names = "--config", paramLabel = "FILE", description = "a properties file with settings")
    private @Nullable Path file;

    @Option(names = "--print-config", description = "show every setting with where it comes from, and end")
    private boolean printConfig;

    @SuppressWarnings("UnusedVariable") // read by whoever reports an error, and for the level of logs
    @Option(names = "--verbose", description = "say more, with stack traces")
    private boolean verbose;

    ServerCommand(Console console, List<Setting> settings) {
        this.console = console;
        this.settings = settings;
    }

    /** The command with an option for each setting. */
    CommandLine commandLine() {
        CommandSpec spec = CommandSpec.forAnnotatedObject(this);
        for (Setting setting : settings) {
            OptionSpec.Builder option = OptionSpec.builder(setting.option())
                    .type(String.class)
                    .description(setting.about()
                            + (setting.otherwise().isEmpty() || setting.isSwitch()
                                    ? ""
                                    : " (default: " + setting.otherwise() + ")"));
            if (setting.isSwitch()) {
                option.arity("0..1").fallbackValue("true").paramLabel("true|false");
            } else {
                option.arity("1").paramLabel(setting.label());
            }
            spec.addOption(option.build());
        }
        CommandLine line = new CommandLine(spec);
        commandLine = line;
        return line;
    }

    @Override
    public Integer call() {
        Settings values = Settings.read(settings, flags(), console.environment(), Optional.ofNullable(file));
        if (printConfig) {
            console.out().print(values.print());
            return ExitCode.SUCCEEDED;
        }
        NameLookups.shorten();
        try {
            Server server = start(values);
            try (InterruptHook hook = new InterruptHook(() -> stop(server));
                    RepeatedSignal again = new RepeatedSignal(server::stopAtOnce)) {
                server.awaitEnd();
            }
            return ExitCode.SUCCEEDED;
        } catch (SettingsException | CommandException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        } catch (Exception e) {
            throw new CommandException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
        }
    }

    /** Checks the settings and starts the server. */
    abstract Server start(Settings values) throws Exception;

    /** A running server. */
    interface Server {
        /** Waits until it has ended, whether it was told to or not. */
        void awaitEnd() throws Exception;

        /** Ends it with consideration for others. */
        void stop() throws Exception;

        /** Ends it with no more consideration, since it was told to end again. It may be ending already. */
        default void stopAtOnce() {}
    }

    private void stop(Server server) {
        try {
            server.stop();
        } catch (Exception e) {
            console.say("the end was not clean: " + e);
        }
    }

    private Map<String, String> flags() {
        Map<String, String> flags = new HashMap<>();
        if (commandLine != null) {
            for (Setting setting : settings) {
                String value = commandLine.getParseResult().matchedOptionValue(setting.option(), null);
                if (value != null) {
                    flags.put(setting.key(), value);
                }
            }
        }
        return flags;
    }
}
