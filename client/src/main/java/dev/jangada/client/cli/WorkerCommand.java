package dev.jangada.client.cli;

import dev.jangada.client.config.Setting;
import dev.jangada.client.config.Settings;
import dev.jangada.client.rpc.HostPort;
import dev.jangada.client.rpc.MasterAddresses;
import dev.jangada.worker.ExecutorKind;
import dev.jangada.worker.Worker;
import dev.jangada.worker.WorkerConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code jangada worker}. */
@Command(
        name = "worker",
        description = "Be a worker, in the foreground, until told to end; then finish what runs and leave."
                + " Told a second time (SIGTERM or Ctrl-C), leave at once: what runs, and what other workers still need of"
                + " this one, is made again elsewhere.",
        footerHeading = "%nEach option can be given as JANGADA_... in the environment or in the file of --config.%n"
                + "%nExamples:%n",
        footer = {
            "  jangada worker --id w1 --directory /var/lib/jangada/w1 --masters m1:7101,m2:7101,m3:7101",
            "  jangada worker --config worker.properties --print-config"
        })
final class WorkerCommand extends ServerCommand {
    private static final String MEBIBYTES_PER_SLOT = "384";

    private static final List<Setting> SETTINGS = List.of(
            Setting.of("id", "ID", "", "the worker's id, the same at each start"),
            Setting.of("directory", "DIR", "", "where it keeps its files"),
            Setting.of("masters", "HOST:PORT,...", "", "the masters of the cluster"),
            Setting.of("slots", "N", cores(), "how many attempts run at once"),
            Setting.of("executor", "process|in-process", "process", "where the code of jobs runs"),
            Setting.of("executor-options", "OPTIONS", "", "further options of the JVMs that run the code of jobs"),
            Setting.of("memory-per-slot", "MIB", MEBIBYTES_PER_SLOT, "heap for each slot"),
            Setting.of("listen-host", "HOST", "127.0.0.1", "where it serves map outputs"),
            Setting.of("listen-port", "PORT", "0", "the port for that; 0 for any"),
            Setting.of("advertised-host", "HOST", "", "the name under which other workers find it"),
            Setting.of("drain-grace", "TIME", "30s", "how long an ending worker waits for what runs"),
            Setting.of(
                    "machine",
                    "NAME",
                    "",
                    "its machine: workers of the same name read each other's files; found out if left out"),
            Setting.of("spare-executors", "N", "1", "JVMs started and warmed up before a job needs them"),
            Loopback.EXCEPTION);

    WorkerCommand(Console console) {
        super(console, SETTINGS);
    }

    private static String cores() {
        return String.valueOf(Runtime.getRuntime().availableProcessors());
    }

    @Override
    Server start(Settings settings) throws Exception {
        WorkerConfiguration configuration = configuration(settings);
        settings.check();
        Worker worker = Worker.start(configuration);
        return new Server() {
            @Override
            public void awaitEnd() throws Exception {
                worker.awaitTermination();
            }

            @Override
            public void stop() {
                worker.drain();
            }

            @Override
            public void stopAtOnce() {
                worker.close();
            }
        };
    }

    private static WorkerConfiguration configuration(Settings settings) {
        String listenHost = settings.text("listen-host");
        Loopback.check(settings, "listen-host", listenHost);
        int slots = settings.number("slots", 1);
        return new WorkerConfiguration(
                settings.text("id"),
                settings
                        .parsed("masters", MasterAddresses::parse)
                        .map(MasterAddresses::addresses)
                        .orElse(List.of())
                        .stream()
                        .map(HostPort::toString)
                        .toList(),
                Path.of(settings.text("directory")),
                slots,
                listenHost,
                settings.number("listen-port", 0),
                settings.find("advertised-host").orElse(""),
                settings.isOn(Loopback.EXCEPTION.key()),
                ((long) settings.number("memory-per-slot", 1) << 20) * slots,
                settings.parsed("executor", WorkerCommand::executor).orElse(ExecutorKind.CHILD_JVM),
                settings.find("executor-options")
                        .map(options -> List.of(options.split("\\s+")))
                        .orElse(List.of()),
                settings.parsed("drain-grace", WorkerCommand::duration).orElse(Duration.ZERO),
                settings.find("machine").orElse(""),
                settings.number("spare-executors", 0));
    }

    private static ExecutorKind executor(String name) {
        return switch (name) {
            case "process" -> ExecutorKind.CHILD_JVM;
            case "in-process" -> ExecutorKind.IN_PROCESS;
            default -> throw new IllegalArgumentException("must be process or in-process");
        };
    }

    private static Duration duration(String text) {
        try {
            return Format.parseDuration(text);
        } catch (picocli.CommandLine.TypeConversionException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
