package dev.jangada.client.cli;

import dev.jangada.client.MastersStatus;
import dev.jangada.client.rpc.MasterClient;
import dev.jangada.client.rpc.Reports;
import dev.jangada.protocol.v1.ListMastersResponse;
import dev.jangada.protocol.v1.TransferLeadershipResponse;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jangada masters}. */
@Command(
        name = "masters",
        description = "Look at the masters, choose who leads, and change who they are. Without a verb: list.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  jangada masters list",
            "  jangada masters transfer m2",
            "  jangada masters replace m3 m4=10.0.0.4:7201/10.0.0.4:7101/10.0.0.4:7301",
            "  jangada masters recover --directory /var/lib/jangada/m1"
        })
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

    @Command(name = "add", description = "Add a master that was started with --join; jobs go on meanwhile.")
    void add(
            @Parameters(paramLabel = "ID=RAFT/API[/HTTP]", description = "its id and addresses, each HOST:PORT")
                    String master,
            @Mixin ClusterOptions options) {
        try (MasterClient client = options.client(console)) {
            new GroupChange(client, console).add(GroupChange.newMaster(master));
        }
    }

    @Command(
            name = "remove",
            description = "Remove a master, whether it runs or not; if it runs, it ends. Refused when the others that"
                    + " answer would be no majority.")
    void remove(
            @Parameters(paramLabel = "MASTER", description = "its id") String master, @Mixin ClusterOptions options) {
        try (MasterClient client = options.client(console)) {
            new GroupChange(client, console).remove(master);
        }
    }

    @Command(
            name = "recover",
            description =
                    "On a machine with a master that is left when the majority is lost for good, and while no master"
                            + " runs: make it the only one of its cluster. What it does not hold is lost. Others can be added"
                            + " afterwards.")
    void recover(
            @Option(
                            names = "--directory",
                            paramLabel = "DIR",
                            required = true,
                            description = "of the master that is left")
                    Path directory,
            @Option(names = "--accept-data-loss", description = "do it; without this, only say what would be done")
                    boolean accepted) {
        new RecoverMaster(console).run(directory, accepted);
    }

    @Command(
            name = "replace",
            description = "Add a master that was started with --join, and then remove the one in whose place it is."
                    + " Interrupted, it can be repeated.")
    void replace(
            @Parameters(paramLabel = "OLD", description = "id of the master that leaves") String old,
            @Parameters(paramLabel = "ID=RAFT/API[/HTTP]", description = "the new one, each address HOST:PORT")
                    String master,
            @Mixin ClusterOptions options) {
        try (MasterClient client = options.client(console)) {
            new GroupChange(client, console).replace(old, GroupChange.newMaster(master));
        }
    }
}
