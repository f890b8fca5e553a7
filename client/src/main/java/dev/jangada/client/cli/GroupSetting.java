package dev.jangada.client.cli;

import dev.jangada.client.cluster.ClusterPlan.MasterNode;
import dev.jangada.client.rpc.HostPort;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code m1=RAFT/API/HTTP,m2=...}, each address a {@code host:port}, the last one left out for no console. */
final class GroupSetting {
    static final String FORM = "ID=RAFT/API[/HTTP],...";

    private GroupSetting() {}

    static List<MasterNode> parse(String text) {
        List<MasterNode> masters = new ArrayList<>();
        for (String entry : text.split(",", -1)) {
            String[] named = entry.strip().split("=", -1);
            String[] addresses = named[named.length - 1].split("/", -1);
            if (named.length != 2 || named[0].isEmpty() || addresses.length < 2 || addresses.length > 3) {
                throw new IllegalArgumentException("'" + entry.strip() + "' is not a master: write " + FORM
                        + ", such as m1=10.0.0.1:7201/10.0.0.1:7101/10.0.0.1:7301");
            }
            masters.add(new MasterNode(
                    named[0],
                    HostPort.parse(addresses[0]).toString(),
                    HostPort.parse(addresses[1]).toString(),
                    addresses.length == 3 ? HostPort.parse(addresses[2]).toString() : ""));
        }
        return masters;
    }
}
