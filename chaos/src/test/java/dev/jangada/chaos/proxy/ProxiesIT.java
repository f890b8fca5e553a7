package dev.jangada.chaos.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A proxy before an echo server; the caller is a node of a name that the test chooses. */
@Tag("processes")
class ProxiesIT {
    private static final Link THERE = new Link("caller", "echo");
    private static final int SHORT_MILLIS = 200;

    private final Proxies proxies = new Proxies((callerPort, proxyPort) -> "caller");
    private final List<Socket> accepted = new CopyOnWriteArrayList<>();
    private final ServerSocket server;
    private final int port;

    ProxiesIT() throws IOException {
        port = proxies.add("echo", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "127.0.0.2");
        server = new ServerSocket(port, 10, InetAddress.getByName("127.0.0.2"));
    }

    @BeforeEach
    void listen() {
        Thread echo = new Thread(this::serve);
        echo.setDaemon(true);
        echo.start();
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                accepted.add(socket);
                Thread one = new Thread(() -> echo(socket));
                one.setDaemon(true);
                one.start();
            } catch (IOException e) {
                return; // closed: the test is over
            }
        }
    }

    private static void echo(Socket socket) {
        try (socket) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException e) {
            return; // reset by the proxy, as the test wants
        }
    }

    @AfterEach
    void close() throws IOException {
        proxies.close();
        server.close();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static int ask(Socket socket, int value) throws IOException {
        socket.getOutputStream().write(value);
        return socket.getInputStream().read();
    }

    private static void assertSilent(Socket socket) throws IOException {
        socket.setSoTimeout(SHORT_MILLIS);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(10_000);
    }

    @Test
    void aLinkWithoutRulesPassesEverything() throws IOException {
        byte[] much = new byte[5 << 20];
        for (int i = 0; i < much.length; i++) {
            much[i] = (byte) (i * 31);
        }
        try (Socket socket = connect()) {
            Thread writer = new Thread(() -> {
                try {
                    socket.getOutputStream().write(much);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            writer.start();
            byte[] back = socket.getInputStream().readNBytes(much.length);
            assertThat(Arrays.equals(back, much))
                    .as("5 MiB come back as they were")
                    .isTrue();
        }
        await().until(() -> proxies.connections() == 0);
    }

    @Test
    @Tag("scenario:network-one-way")
    void whatAOneWayCutHoldsArrivesOnceItIsHealed() throws IOException {
        try (Socket socket = connect()) {
            assertThat(ask(socket, 1)).isEqualTo(1);
            proxies.set(Map.of(THERE.reversed(), LinkRule.HOLD));
            socket.getOutputStream().write(2);
            assertSilent(socket);
            proxies.heal();
            assertThat(socket.getInputStream().read()).isEqualTo(2);
        }
    }

    @Test
    void aConnectionThatLostBytesIsResetAtTheEnd() throws IOException {
        try (Socket socket = connect()) {
            assertThat(ask(socket, 1)).isEqualTo(1);
            proxies.set(Map.of(THERE.reversed(), LinkRule.SWALLOW));
            socket.getOutputStream().write(2);
            assertSilent(socket);
            proxies.heal();
            InputStream in = socket.getInputStream();
            assertThatThrownBy(in::read).isInstanceOf(SocketException.class);
        }
        try (Socket next = connect()) {
            assertThat(ask(next, 3)).isEqualTo(3);
        }
    }

    @Test
    void theEndOfAConnectionIsSwallowedToo() throws IOException {
        try (Socket socket = connect()) {
            assertThat(ask(socket, 1)).isEqualTo(1);
            proxies.between(List.of("caller"), List.of("echo"), LinkRule.SWALLOW);
            for (Socket end : accepted) {
                end.setSoLinger(true, 0); // as when a process is killed that has not read all
                end.close();
            }
            assertSilent(socket);
            socket.getOutputStream().write(2);
            assertSilent(socket);
            proxies.heal();
            InputStream in = socket.getInputStream();
            assertThatThrownBy(in::read).isInstanceOf(SocketException.class);
        }
        await().until(() -> proxies.connections() == 0);
    }

    @Test
    void aLinkThatRefusesResetsOldAndNewConnections() throws IOException {
        try (Socket socket = connect()) {
            assertThat(ask(socket, 1)).isEqualTo(1);
            proxies.between(List.of("caller"), List.of("echo"), LinkRule.RESET);
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        assertThatThrownBy(() -> {
                    try (Socket next = connect()) {
                        ask(next, 2);
                    }
                })
                .isInstanceOf(SocketException.class);
    }

    @Test
    void bytesAreLateAndStayInOrder() throws IOException {
        proxies.set(Map.of(THERE, LinkRule.late(Duration.ofMillis(300))));
        try (Socket socket = connect()) {
            long before = System.nanoTime();
            socket.getOutputStream().write(1);
            proxies.heal();
            socket.getOutputStream().write(2);
            assertThat(socket.getInputStream().read()).isEqualTo(1);
            assertThat(socket.getInputStream().read()).isEqualTo(2);
            assertThat(System.nanoTime() - before).isPositive();
        }
    }

    @Test
    void aNarrowLinkTakesTimeForWhatItCarries() throws IOException {
        proxies.set(Map.of(THERE, LinkRule.narrow(20_000)));
        try (Socket socket = connect()) {
            long before = System.nanoTime();
            socket.getOutputStream().write(new byte[10_000]);
            assertThat(socket.getInputStream().readNBytes(10_000)).hasSize(10_000);
            // at least half a second by construction, however slow the machine is
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(400));
        }
    }

    @Test
    void aNodeThatIsDownRefuses() throws IOException {
        server.close();
        assertThatThrownBy(() -> {
                    try (Socket socket = connect()) {
                        ask(socket, 1);
                    }
                })
                .isInstanceOf(SocketException.class);
    }
}
