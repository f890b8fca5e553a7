package dev.jangada.client.cli;

import dev.jangada.client.MastersStatus;
import dev.jangada.client.rpc.MasterClient;
import dev.jangada.client.rpc.Reports;
import dev.jangada.protocol.v1.ListMastersResponse;
import dev.jangada.protocol.v1.TransferLeadershipResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code jangada masters}. */
@Command(
        name = "masters",
        description = "Look at the masters, and choose who leads. Without a verb: list.",
        footerHeading = "%nExamples:%n",
        footer = {"  jangada masters list", "  jangada masters transfer m2"})
final class MastersCommand {
    private final Console console;

    MastersCommand(Console console) {
        this.console = console;
    }

    @Command(name = "list", description = "List the masters as the first one sees them that answers; needs no leader.")
    void list(@Mixin ClusterOptions options, @Mixin OutputForm form) {
        try (MasterClient client = options.client(console)) {
            ListMastersResponse response = client.masterList();
            form.print(console, response, () -> show(Reports.masters(response)));
        }
    }

    private void show(MastersStatus status) {
        Table table = new Table("MASTER", "ROLE", "TERM#", "APPLIED#", "COMMITTED#", "API", "HTTP", "STATE HASH");
        status.masters()
                .forEach(master -> table.row(
                        master.id(),
                        master.role(),
                        master.term(),
                        master.appliedIndex(),
                        master.commitIndex(),
                        master.apiAddress(),
                        master.httpAddress(),
                        master.stateHash()));
        table.print(console.out());
        status.lastFailover()
                .ifPresent(failover -> console.out()
                        .println("last failover: " + Format.dateTime(failover.at()) + ", "
                                + (failover.previousLeader().isEmpty() ? "?" : failover.previousLeader()) + " -> "
                                + failover.leader() + " in term " + failover.term() + ", no leader for "
                                + (failover.outage().isZero()
                                        ? "an unknown time (the master had just started)"
                                        : failover.outage().toMillis() + " ms")
                                + failover.firstAssignment()
                                        .map(time -> ", next task assigned " + time.toMillis() + " ms after that")
                                        .orElse("")));
    }

    @Command(name = "transfer", description = "Hand leadership to another master, with no interruption of jobs.")
    void transfer(
            @Parameters(
                            paramLabel = "MASTER",
                            arity = "0..1",
                            defaultValue = "",
                            description = "its id; any if left out")
                    String to,
            @Mixin ClusterOptions options,
            @Mixin OutputForm form) {
        try (MasterClient client = options.client(console)) {
            String leader = client.transferLeadership(to);
            form.print(
                    console,
                    TransferLeadershipResponse.newBuilder().setLeaderId(leader).build(),
                    () -> console.out().println(leader + " leads now"));
        }
    }
}
