package dev.jangada.client.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.jangada.client.cluster.ClusterPlan;
import dev.jangada.client.cluster.ClusterPlan.MasterNode;
import dev.jangada.client.cluster.LocalCluster;
import dev.jangada.protocol.v1.ListMastersResponse;
import dev.jangada.protocol.v1.MasterInfo;
import dev.jangada.protocol.v1.WorkerInfo;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jangada cluster}. */
@Command(
        name = "cluster",
        description =
                "Keep a cluster of processes on this machine, to try things on: masters m1, m2 ..., workers w1 ...",
        footerHeading = "%nExamples:%n",
        footer = {
            "  jangada cluster start --dir /tmp/jangada --masters 3 --workers 2",
            "  jangada cluster kill m2 --dir /tmp/jangada",
            "  jangada cluster restart m2 --dir /tmp/jangada",
            "  jangada cluster stop --dir /tmp/jangada"
        })
final class ClusterCommand {
    private static final int USUAL_MASTERS = 3;
    private static final int USUAL_WORKERS = 2;
    private static final String USUAL_EXECUTOR = "process";

    private final Console console;

    ClusterCommand(Console console) {
        this.console = console;
    }

    /** Where the cluster is kept. */
    static final class Place {
        @Option(
                names = "--dir",
                paramLabel = "DIR",
                description = "where the cluster is kept (default: ${DEFAULT-VALUE})",
                defaultValue = "${sys:user.home}/.jangada/cluster")
        private Path directory = Path.of("");

        @SuppressWarnings("UnusedVariable") // read by whoever reports an error
        @Option(names = "--verbose", description = "say more, with stack traces")
        private boolean verbose;
    }

    /** How large a new cluster is. */
    static final class Extent {
        @Option(names = "--masters", paramLabel = "N", description = "number of masters, an odd one (default: 3)")
        private @Nullable Integer masters;

        @Option(names = "--workers", paramLabel = "N", description = "number of workers (default: 2)")
        private @Nullable Integer workers;

        @Option(
                names = "--slots",
                paramLabel = "N",
                description = "attempts at a time for each worker (default: its cores)")
        private @Nullable Integer slots;

        @Option(
                names = "--executor",
                paramLabel = "process|in-process",
                description = "where the code of jobs runs: in a JVM for each job (default), or in the worker's own")
        private @Nullable String executor;

        boolean isGiven() {
            return masters != null || workers != null || slots != null || executor != null;
        }

        LocalCluster.Size size() {
            int masterCount = masters == null ? USUAL_MASTERS : masters;
            int workerCount = workers == null ? USUAL_WORKERS : workers;
            String where = executor == null ? USUAL_EXECUTOR : executor;
            if (masterCount < 1 || masterCount > 9 || masterCount % 2 == 0) {
                throw CommandException.usage("--masters is 1, 3, 5, 7 or 9, not " + masterCount
                        + ": an even number survives no more failures than one less");
            }
            if (workerCount < 0 || workerCount > 99) {
                throw CommandException.usage("--workers is 0 to 99, not " + workerCount);
            }
            if (slots != null && slots < 1) {
                throw CommandException.usage("--slots is at least 1, not " + slots);
            }
            if (!where.equals("process") && !where.equals("in-process")) {
                throw CommandException.usage("--executor is process or in-process, not " + where);
            }
            return new LocalCluster.Size(masterCount, workerCount, slots == null ? 0 : slots, where);
        }
    }

    @Command(name = "start", description = "Start a cluster, or what does not run of one; prints what --masters needs.")
    void start(@Mixin Place place, @Mixin Extent extent) {
        LocalCluster cluster =
                LocalCluster.openOrCreate(place.directory, extent.size(), extent.isGiven(), console::say);
        List<String> started = cluster.start();
        if (started.isEmpty()) {
            console.say("the cluster in " + cluster.directory() + " runs already");
        }
        sayWhere(cluster);
    }

    private void sayWhere(LocalCluster cluster) {
        ClusterPlan plan = cluster.plan();
        console.say("kept in " + cluster.directory() + "; consoles: "
                + plan.masters().stream()
                        .map(master -> "http://" + master.http() + "/")
                        .collect(Collectors.joining(" ")));
        console.out().println(plan.apiAddresses());
        console.out().flush();
    }

    @Command(name = "stop", description = "End all processes, with no wait for jobs; their data stays.")
    void stop(@Mixin Place place) {
        LocalCluster cluster = LocalCluster.open(place.directory, console::say);
        List<String> stopped = cluster.stop();
        console.say(
                stopped.isEmpty()
                        ? "nothing of the cluster in " + cluster.directory() + " was running"
                        : "stopped " + String.join(", ", stopped));
    }

    @Command(name = "kill", description = "End one process by SIGKILL.")
    void kill(@Parameters(paramLabel = "NAME", description = "such as m2 or w1") String name, @Mixin Place place) {
        boolean wasRunning = LocalCluster.open(place.directory, console::say).kill(name);
        console.say(wasRunning ? "killed " + name : name + " was not running");
    }

    @Command(name = "restart", description = "End one process, or all, gently, and start it again with its data.")
    void restart(
            @Parameters(paramLabel = "NAME", arity = "0..1", description = "such as m2; all if left out") @Nullable
                    String name,
            @Mixin Place place) {
        LocalCluster cluster = LocalCluster.open(place.directory, console::say);
        if (name == null) {
            cluster.restartAll();
        } else {
            cluster.restart(name);
        }
        sayWhere(cluster);
    }

    @Command(name = "status", description = "Show the processes and their roles.")
    void status(@Mixin Place place, @Mixin OutputForm form) {
        LocalCluster cluster = LocalCluster.open(place.directory, console::say);
        List<Row> rows = rows(cluster);
        if (form.json()) {
            console.out().println(json(cluster, rows));
            console.out().flush();
            return;
        }
        Table table = new Table("NAME", "PID#", "STATE", "ADDRESS", "LOG");
        rows.forEach(row -> table.row(
                row.name(),
                row.pid().isPresent() ? row.pid().getAsLong() : "",
                row.state(),
                row.address(),
                cluster.directory().resolve("logs").resolve(row.name() + ".log")));
        table.print(console.out());
    }

    /** One process as it is now. */
    private record Row(String name, OptionalLong pid, String state, String address) {}

    private static List<Row> rows(LocalCluster cluster) {
        Optional<ListMastersResponse> masters = cluster.askMasters();
        List<WorkerInfo> workers = masters.isPresent() ? cluster.askWorkers() : List.of();
        List<Row> rows = new ArrayList<>();
        for (MasterNode master : cluster.plan().masters()) {
            String role = masters.stream()
                    .flatMap(response -> response.getMastersList().stream())
                    .filter(info -> info.getId().equals(master.id()))
                    .map(MasterInfo::getRole)
                    .findFirst()
                    .orElse("RUNNING");
            rows.add(row(cluster, master.id(), role, master.api()));
        }
        for (String worker : cluster.plan().workers()) {
            String state = workers.stream()
                    .filter(info -> info.getId().equals(worker))
                    .map(info -> info.getAttached() ? info.getState() : "DETACHED")
                    .findFirst()
                    .orElse("RUNNING");
            rows.add(row(cluster, worker, state, ""));
        }
        return rows;
    }

    private static Row row(LocalCluster cluster, String name, String stateIfRunning, String address) {
        Optional<Long> pid = cluster.pid(name);
        return new Row(
                name,
                pid.map(OptionalLong::of).orElse(OptionalLong.empty()),
                pid.isPresent() ? stateIfRunning : "STOPPED",
                address);
    }

    private static String json(LocalCluster cluster, List<Row> rows) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeStringField("directory", cluster.directory().toString());
            json.writeStringField("masters", cluster.plan().apiAddresses());
            json.writeArrayFieldStart("processes");
            for (Row row : rows) {
                json.writeStartObject();
                json.writeStringField("name", row.name());
                json.writeNumberField("pid", row.pid().orElse(0));
                json.writeStringField("state", row.state());
                json.writeStringField("address", row.address());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing JSON to memory failed", e);
        }
        return text.toString();
    }
}
