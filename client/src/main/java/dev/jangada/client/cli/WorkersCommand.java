package dev.jangada.client.cli;

import dev.jangada.client.rpc.MasterClient;
import dev.jangada.client.rpc.Reports;
import dev.jangada.protocol.v1.ListWorkersResponse;
import dev.jangada.protocol.v1.WorkerInfo;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code jangada workers}. */
@Command(
        name = "workers",
        description = "Look at workers, and let them go. Without a verb: list.",
        footerHeading = "%nExamples:%n",
        footer = {"  jangada workers list -o json", "  jangada workers drain w2"})
final class WorkersCommand {
    private final Console console;

    WorkersCommand(Console console) {
        this.console = console;
    }

    @Command(name = "list", description = "List the workers that the leader knows.")
    void list(@Mixin ClusterOptions options, @Mixin OutputForm form) {
        try (MasterClient client = options.client(console)) {
            show(client.workers(), form);
        }
    }

    @Command(name = "drain", description = "Give a worker no more work; it is gone once nobody needs what it holds.")
    void drain(
            @Parameters(paramLabel = "WORKER", description = "its id") String worker,
            @Mixin ClusterOptions options,
            @Mixin OutputForm form) {
        try (MasterClient client = options.client(console)) {
            show(client.drain(worker), form);
        }
    }

    private void show(List<WorkerInfo> workers, OutputForm form) {
        form.print(
                console, ListWorkersResponse.newBuilder().addAllWorkers(workers).build(), () -> {
                    Table table = new Table(
                            "WORKER",
                            "EPOCH#",
                            "STATE",
                            "ATTACHED",
                            "ATTEMPTS#",
                            "SLOTS#",
                            "OUTPUTS#",
                            "HEARD",
                            "ADDRESS",
                            "");
                    workers.stream()
                            .map(Reports::worker)
                            .forEach(worker -> table.row(
                                    worker.id(),
                                    worker.epoch(),
                                    worker.state(),
                                    worker.attached() ? "yes" : "no",
                                    worker.liveAttempts(),
                                    worker.slots(),
                                    worker.outputs(),
                                    worker.attached() ? Format.duration(worker.lastHeard()) + " ago" : "",
                                    worker.address(),
                                    worker.reason()));
                    table.print(console.out());
                });
    }
}
