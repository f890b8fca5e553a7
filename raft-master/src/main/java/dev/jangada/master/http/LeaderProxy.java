package dev.jangada.master.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Asks the leader's console for what a follower was asked. Thread-safe. */
final class LeaderProxy {
    /** Marks a request as passed on, so that it is passed on once only. */
    static final String FORWARDED = "X-Jangada-Forwarded";

    private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(500);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);

    /** The leader's answer. */
    record Answer(int status, String contentType, String body) {}

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    /** The leader's answer, or empty when it does not answer in time. */
    Optional<Answer> ask(String leaderAddress, String pathAndQuery) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + leaderAddress + pathAndQuery))
                .timeout(ANSWER_TIMEOUT)
                .header(FORWARDED, "1")
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            String type = response.headers().firstValue("Content-Type").orElse("application/json");
            return Optional.of(new Answer(response.statusCode(), type, response.body()));
        } catch (IOException e) {
            return Optional.empty(); // the caller answers from its own state and says that it is stale
        }
    }
}
