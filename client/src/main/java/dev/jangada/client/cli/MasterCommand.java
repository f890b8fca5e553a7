package dev.jangada.client.cli;

import dev.jangada.client.cluster.ClusterPlan.MasterNode;
import dev.jangada.client.config.Setting;
import dev.jangada.client.config.Settings;
import dev.jangada.master.Master;
import dev.jangada.master.MasterConfiguration;
import dev.jangada.master.leader.LeaderSettings;
import dev.jangada.master.ratis.RatisConfiguration;
import dev.jangada.master.ratis.SnapshotInterval;
import dev.jangada.master.ratis.StartMode;
import dev.jangada.master.replication.Fatal;
import dev.jangada.master.replication.Leadership.MasterAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code jangada master}. */
@Command(
        name = "master",
        description = "Be a master, in the foreground, until told to end; then hand over leadership and leave.",
        footerHeading = "%nEach option can be given as JANGADA_... in the environment or in the file of --config.%n"
                + "%nExamples:%n",
        footer = {
            "  jangada master --id m1 --directory /var/lib/jangada/m1 --group m1=...,m2=...,m3=... --bootstrap",
            "  jangada master --config master.properties --print-config"
        })
final class MasterCommand extends ServerCommand {
    private static final List<Setting> SETTINGS = List.of(
            Setting.of("id", "ID", "", "the master's id, the same at each start"),
            Setting.of(
                    "directory", "DIR", "", "where it keeps the log and snapshots; on a disk of its own if possible"),
            Setting.of("group", GroupSetting.FORM, "", "all masters with their addresses, HOST:PORT each"),
            Setting.of("cluster-id", "ID", "", "the cluster's id; without it, a new cluster draws it from its group"),
            Setting.of("bind-host", "HOST", "", "where it listens, if that is not the host of its addresses"),
            Setting.of("snapshot-entries", "N", "", "advanced: after how many log entries it takes a snapshot"),
            Setting.of("entries-kept", "N", "", "advanced: how many entries before a snapshot stay in the log"),
            Setting.flag(
                    "bootstrap",
                    "found a new cluster together with the others of the group; only on an empty directory"),
            Setting.flag("join", "start empty and wait to be added to a cluster; only on an empty directory"),
            Loopback.EXCEPTION);

    private static final MasterAddress NOBODY = new MasterAddress("", "", "", "");

    MasterCommand(Console console) {
        super(console, SETTINGS);
    }

    @Override
    Server start(Settings settings) throws Exception {
        MasterConfiguration configuration = configuration(settings);
        settings.check();
        Master master = Master.start(configuration);
        CountDownLatch ended = new CountDownLatch(1);
        return new Server() {
            @Override
            public void awaitEnd() throws InterruptedException {
                ended.await();
            }

            @Override
            public void stop() {
                master.close();
                ended.countDown();
            }
        };
    }

    private static MasterConfiguration configuration(Settings settings) {
        String id = settings.text("id");
        List<MasterAddress> group = settings.parsed("group", GroupSetting::parse).orElse(List.of()).stream()
                .map(MasterCommand::address)
                .toList();
        Optional<MasterAddress> self =
                group.stream().filter(master -> master.id().equals(id)).findFirst();
        if (self.isEmpty() && !group.isEmpty()) {
            settings.problem("group", "has no master '" + id + "': add this one with its addresses");
        }
        StartMode mode = mode(settings);
        if (mode == StartMode.JOIN && group.size() == 1) {
            settings.problem("group", "names nobody else: add a master of the cluster that this one is to join");
        }
        Optional<String> bindHost = settings.find("bind-host");
        self.ifPresent(addresses -> checkReach(settings, bindHost, addresses));
        return new MasterConfiguration(
                clusterId(settings, mode, group),
                self.orElse(NOBODY),
                group,
                Path.of(settings.text("directory")),
                mode,
                bindHost.orElse(null),
                settings.isOn(Loopback.EXCEPTION.key()),
                LeaderSettings.DEFAULT,
                snapshots(settings),
                Fatal.haltProcess());
    }

    private static @Nullable SnapshotInterval snapshots(Settings settings) {
        if (settings.find("snapshot-entries").isEmpty()) {
            if (settings.find("entries-kept").isPresent()) {
                settings.problem("entries-kept", "only goes with --snapshot-entries: give that, too");
            }
            return null;
        }
        int entries = settings.number("snapshot-entries", SnapshotInterval.ENTRIES_LEAST);
        int kept = settings.find("entries-kept").isPresent() ? settings.number("entries-kept", 0) : 0;
        return new SnapshotInterval(entries, kept);
    }

    private static @Nullable String clusterId(Settings settings, StartMode mode, List<MasterAddress> group) {
        Optional<String> given = settings.find("cluster-id");
        if (given.isPresent() || mode != StartMode.BOOTSTRAP || group.isEmpty()) {
            return given.orElse(null);
        }
        return RatisConfiguration.clusterId("jangada", group);
    }

    private static void checkReach(Settings settings, Optional<String> bindHost, MasterAddress self) {
        if (bindHost.isPresent()) {
            Loopback.check(settings, "bind-host", bindHost.get());
        } else {
            Loopback.checkAddress(settings, "group", self.apiAddress());
        }
    }

    private static StartMode mode(Settings settings) {
        boolean founds = settings.isOn("bootstrap");
        boolean joins = settings.isOn("join");
        if (founds && joins) {
            settings.problem("join", "a master either founds a cluster or joins one: leave out --bootstrap or --join");
        }
        return founds ? StartMode.BOOTSTRAP : joins ? StartMode.JOIN : StartMode.RESTART;
    }

    private static MasterAddress address(MasterNode node) {
        return new MasterAddress(node.id(), node.raft(), node.api(), node.http());
    }
}
