package dev.jangada.client.console;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Passes each request on to the console of a master: to the one that answered last, and when that one does not answer, to
 * the next. A master answers from the leader's state if there is a leader, so it does not matter which. Thread-safe.
 */
public final class ConsoleGateway implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(500);
    /** Longer than a master itself waits for the leader's answer, which is two seconds. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(3);

    private static final int THREADS = 8;
    private static final int WAITING_REQUESTS = 256;

    private final Supplier<List<String>> masters;
    private final HttpServer server;
    private final ExecutorService threads;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    /** HTTP addresses of masters, {@code host:port}, the best first; replaced as a whole. */
    private volatile List<String> known = List.of();

    private ConsoleGateway(Supplier<List<String>> masters, HttpServer server, ExecutorService threads) {
        this.masters = masters;
        this.server = server;
        this.threads = threads;
    }

    /**
     * Starts to listen.
     *
     * @param address where; port 0 for any
     * @param masters asks the cluster for the HTTP addresses ({@code host:port}) of its masters; called again whenever none
     *     of those known answers; returns an empty list when nobody can be asked
     * @throws IOException when it cannot listen there
     */
    public static ConsoleGateway start(InetSocketAddress address, Supplier<List<String>> masters) throws IOException {
        HttpServer server = HttpServer.create(address, 0);
        ExecutorService threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                1,
                TimeUnit.MINUTES,
                new LinkedBlockingQueue<>(WAITING_REQUESTS),
                task -> new Thread(task, "console"));
        ConsoleGateway gateway = new ConsoleGateway(masters, server, threads);
        server.setExecutor(threads);
        server.createContext("/", gateway::handle);
        server.start();
        return gateway;
    }

    /** The port at which it listens. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean isRead = exchange.getRequestMethod().equals("GET")
                    || exchange.getRequestMethod().equals("HEAD");
            if (!isRead) {
                refuse(exchange, 405, "only GET is served here");
                return;
            }
            Optional<HttpResponse<byte[]>> answer = answer(exchange.getRequestURI());
            if (answer.isEmpty()) {
                refuse(exchange, 503, "no master answers: see whether any of them runs");
                return;
            }
            HttpResponse<byte[]> from = answer.get();
            from.headers()
                    .firstValue("Content-Type")
                    .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
            send(exchange, from.statusCode(), from.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // this is being closed
        }
    }

    private Optional<HttpResponse<byte[]>> answer(URI request) throws InterruptedException {
        Optional<HttpResponse<byte[]>> answer = askEach(known, request);
        if (answer.isPresent()) {
            return answer;
        }
        List<String> asked = masters.get();
        return askEach(asked, request);
    }

    private Optional<HttpResponse<byte[]>> askEach(List<String> addresses, URI request) throws InterruptedException {
        for (String address : addresses) {
            Optional<HttpResponse<byte[]>> answer = ask(address, request);
            if (answer.isPresent()) {
                List<String> order = new ArrayList<>(addresses);
                order.remove(address);
                order.add(0, address);
                known = List.copyOf(order);
                return answer;
            }
        }
        return Optional.empty();
    }

    private Optional<HttpResponse<byte[]>> ask(String address, URI request) throws InterruptedException {
        String query = request.getRawQuery() == null ? "" : "?" + request.getRawQuery();
        URI target = URI.create("http://" + address + request.getRawPath() + query);
        try {
            return Optional.of(http.send(
                    HttpRequest.newBuilder(target).timeout(ANSWER_TIMEOUT).build(),
                    HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            return Optional.empty(); // the next one is asked
        }
    }

    private static void refuse(HttpExchange exchange, int status, String why) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        send(exchange, status, (why + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        boolean isBare = exchange.getRequestMethod().equals("HEAD") || body.length == 0;
        exchange.sendResponseHeaders(status, isBare ? -1 : body.length);
        if (!isBare) {
            exchange.getResponseBody().write(body);
        }
    }

    /** Stops listening; requests that are being answered are cut off. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
