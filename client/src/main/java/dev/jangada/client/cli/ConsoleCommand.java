package dev.jangada.client.cli;

import dev.jangada.client.NoLeaderException;
import dev.jangada.client.config.Setting;
import dev.jangada.client.config.Settings;
import dev.jangada.client.console.ConsoleGateway;
import dev.jangada.client.rpc.HostPort;
import dev.jangada.client.rpc.MasterAddresses;
import dev.jangada.client.rpc.MasterClient;
import dev.jangada.protocol.v1.MasterInfo;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** {@code jangada console}. */
@Command(
        name = "console",
        description = "Serve the console of a cluster at one address, in the foreground, whichever masters live."
                + " Each master serves it too, for as long as that master lives.",
        footerHeading = "%nEach option can be given as JANGADA_... in the environment or in the file of --config.%n"
                + "%nExamples:%n",
        footer = "  jangada console --masters m1:7102,m2:7102,m3:7102 --http-address 127.0.0.1:7100")
final class ConsoleCommand extends ServerCommand {
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleCommand.class);

    /** How long one request waits for a master that can name the others. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final List<Setting> SETTINGS = List.of(
            Setting.of("masters", "HOST:PORT,...", "", "API addresses of masters"),
            Setting.of("http-address", "HOST:PORT", "127.0.0.1:7100", "where it listens"),
            Loopback.EXCEPTION);

    ConsoleCommand(Console console) {
        super(console, SETTINGS);
    }

    @Override
    Server start(Settings settings) throws Exception {
        Optional<MasterAddresses> masters = settings.parsed("masters", MasterAddresses::parse);
        Optional<HostPort> address = settings.parsed("http-address", HostPort::parse);
        address.ifPresent(given -> Loopback.check(settings, "http-address", given.host()));
        settings.check();
        MasterClient client = new MasterClient(masters.orElseThrow(), PATIENCE);
        ConsoleGateway gateway = listen(address.orElseThrow(), client);
        LOG.info("the console is at http://{}/", address.orElseThrow());
        CountDownLatch ended = new CountDownLatch(1);
        return new Server() {
            @Override
            public void awaitEnd() throws InterruptedException {
                ended.await();
            }

            @Override
            public void stop() {
                gateway.close();
                client.close();
                ended.countDown();
            }
        };
    }

    private static ConsoleGateway listen(HostPort address, MasterClient client) throws IOException {
        try {
            return ConsoleGateway.start(
                    new InetSocketAddress(address.host(), address.port()), () -> httpAddresses(client));
        } catch (IOException e) {
            client.close();
            throw new IOException(
                    "can't listen on " + address + " (" + e.getMessage() + "): choose another --http-address, or stop"
                            + " what uses it",
                    e);
        }
    }

    private static List<String> httpAddresses(MasterClient client) {
        try {
            return client.masterList().getMastersList().stream()
                    .map(MasterInfo::getHttpAddress)
                    .filter(http -> !http.isEmpty())
                    .toList();
        } catch (NoLeaderException e) {
            return List.of(); // the gateway says that no master answers, and asks again with the next request
        }
    }
}
