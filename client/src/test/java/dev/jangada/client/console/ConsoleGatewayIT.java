package dev.jangada.client.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConsoleGatewayIT {
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<HttpServer> masters = new ArrayList<>();
    private final AtomicInteger questions = new AtomicInteger();
    private ConsoleGateway gateway;

    @BeforeEach
    void start() throws IOException {
        masters.add(master("m1"));
        masters.add(master("m2"));
        List<String> addresses = masters.stream()
                .map(master -> "127.0.0.1:" + master.getAddress().getPort())
                .toList();
        gateway = ConsoleGateway.start(loopback(), () -> {
            questions.incrementAndGet();
            return addresses;
        });
    }

    @AfterEach
    void stop() {
        gateway.close();
        masters.forEach(master -> master.stop(0));
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** Answers with its name and what it was asked; anything below /missing is not there. */
    private static HttpServer master(String name) throws IOException {
        HttpServer server = HttpServer.create(loopback(), 0);
        server.createContext("/", exchange -> {
            byte[] body = (name + " " + exchange.getRequestURI()).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            int status = exchange.getRequestURI().getPath().startsWith("/missing") ? 404 : 200;
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI target = URI.create("http://127.0.0.1:" + gateway.port() + path);
        return http.send(HttpRequest.newBuilder(target).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void passesTheAnswerOfAMasterOnAsItIs() throws Exception {
        HttpResponse<String> answer = get("/v1/jobs?limit=3");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("m1 /v1/jobs?limit=3");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(get("/missing/job").statusCode()).isEqualTo(404);
    }

    @Test
    void asksTheNextMasterWhenOneIsGoneAndStaysWithIt() throws Exception {
        assertThat(get("/v1/masters").body()).startsWith("m1");
        masters.get(0).stop(0);
        assertThat(get("/v1/masters").body()).startsWith("m2");
        assertThat(get("/v1/masters").body()).startsWith("m2");
        assertThat(questions).as("questions for the addresses of the masters").hasValue(1);
    }

    @Test
    void saysWhenNoMasterAnswers() throws Exception {
        masters.forEach(master -> master.stop(0));
        HttpResponse<String> answer = get("/");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("no master answers");
    }

    @Test
    void changesNothing() throws Exception {
        URI target = URI.create("http://127.0.0.1:" + gateway.port() + "/v1/jobs");
        HttpRequest post = HttpRequest.newBuilder(target)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(http.send(post, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(405);
    }
}
