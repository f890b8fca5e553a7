package dev.jangada.master;

import dev.jangada.master.leader.LeaderSettings;
import dev.jangada.master.ratis.StartMode;
import dev.jangada.master.replication.Fatal;
import dev.jangada.master.replication.Leadership.MasterAddress;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** Masters in this JVM that form one group. */
public final class TestGroup implements AutoCloseable {
    private static final Fatal FATAL = (code, message, cause) -> {
        throw new AssertionError(message, cause);
    };

    private final List<Master> masters = new ArrayList<>();

    private TestGroup() {}

    public static TestGroup start(int size, Path directory) throws Exception {
        List<MasterAddress> founders = addresses(size);
        TestGroup group = new TestGroup();
        for (MasterAddress self : founders) {
            group.masters.add(Master.start(new MasterConfiguration(
                    "test-cluster",
                    self,
                    founders,
                    directory.resolve(self.id()),
                    StartMode.BOOTSTRAP,
                    null,
                    false,
                    LeaderSettings.DEFAULT,
                    null,
                    FATAL)));
        }
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(group::hasLeader);
        return group;
    }

    private static List<MasterAddress> addresses(int size) throws Exception {
        List<ServerSocket> taken = new ArrayList<>();
        List<MasterAddress> addresses = new ArrayList<>();
        for (int i = 0; i < 2 * size; i++) {
            taken.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        }
        for (int i = 0; i < size; i++) {
            addresses.add(new MasterAddress(
                    "m" + (i + 1),
                    "127.0.0.1:" + taken.get(2 * i).getLocalPort(),
                    "127.0.0.1:" + taken.get(2 * i + 1).getLocalPort(),
                    ""));
        }
        for (ServerSocket socket : taken) {
            socket.close();
        }
        return addresses;
    }

    public boolean hasLeader() {
        return masters.stream().anyMatch(Master::isLeading);
    }

    public Master leader() {
        return masters.stream().filter(Master::isLeading).findFirst().orElseThrow();
    }

    public List<String> addresses() {
        return masters.stream().map(master -> master.address().apiAddress()).toList();
    }

    @Override
    public void close() {
        masters.forEach(Master::close);
    }
}
