package dev.jangada.client.cli;

import dev.jangada.client.config.Setting;
import dev.jangada.client.config.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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

    boolean verbose() {
        return verbose;
    }

    Console console() {
        return console;
    }

    @Override
    public Integer call() {
        Settings values = Settings.read(settings, flags(), console.environment(), Optional.ofNullable(file));
        if (printConfig) {
            console.out().print(values.print());
            return ExitCode.SUCCEEDED;
        }
        CountDownLatch ended = new CountDownLatch(1);
        try (AutoCloseable server = start(values);
                InterruptHook hook = new InterruptHook(() -> close(server, ended))) {
            ended.await();
            return ExitCode.SUCCEEDED;
        } catch (CommandException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        } catch (Exception e) {
            throw new CommandException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
        }
    }

    /** Checks the settings and starts the server. */
    abstract AutoCloseable start(Settings values) throws Exception;

    private void close(AutoCloseable server, CountDownLatch ended) {
        try {
            server.close();
        } catch (Exception e) {
            console.say("the end was not clean: " + e);
        } finally {
            ended.countDown();
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
