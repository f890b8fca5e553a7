package dev.jangada.master.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import dev.jangada.master.replication.Leadership;
import dev.jangada.protocol.v1.JobInfo;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConsoleServerIT {
    private final HttpClient http = HttpClient.newHttpClient();
    private final MetricRegistry metrics = new MetricRegistry();
    private final FakeConsoleSource leader = new FakeConsoleSource(FakeConsoleSource.leader("m1"));
    private ConsoleServer leaderServer;

    @BeforeEach
    void start() throws Exception {
        leader.jobs = List.of(
                JobInfo.newBuilder().setId("job-2").build(),
                JobInfo.newBuilder().setId("job-1").setName("words").build());
        leaderServer = serve(leader);
    }

    @AfterEach
    void stop() throws Exception {
        leaderServer.close();
    }

    @Test
    void listsAndShowsJobs() throws Exception {
        assertThat(get(leaderServer, "/v1/jobs").body())
                .contains("\"id\":\"job-2\"", "\"stale\":false", "\"index\":42");
        assertThat(get(leaderServer, "/v1/jobs?limit=1").body())
                .contains("job-2")
                .doesNotContain("job-1");
        assertThat(get(leaderServer, "/v1/jobs/job-1").body()).contains("\"name\":\"words\"");
        assertThat(get(leaderServer, "/v1/jobs/job-1/explain").body()).contains("calm");
        assertThat(get(leaderServer, "/v1/workers").body()).contains("\"id\":\"w1\"");
        assertThat(get(leaderServer, "/v1/masters").body()).contains("\"id\":\"m1\"");
    }

    @Test
    void unknownThingsAreNotFoundByName() throws Exception {
        HttpResponse<String> job = get(leaderServer, "/v1/jobs/job-9");
        assertThat(job.statusCode()).isEqualTo(404);
        assertThat(job.body()).contains("there is no job job-9");
        assertThat(get(leaderServer, "/nothing").statusCode()).isEqualTo(404);
        assertThat(get(leaderServer, "/v1/jobs/job-1/secret").statusCode()).isEqualTo(404);
    }

    @Test
    void writesAreNotServed() throws Exception {
        HttpRequest post = HttpRequest.newBuilder(uri(leaderServer, "/v1/jobs"))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        assertThat(http.send(post, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(405);
    }

    @Test
    void metricsAreInPrometheusText() throws Exception {
        metrics.meter("jangada_leader_assignments").mark(3);
        metrics.gauge("jangada_raft_term", () -> () -> 7);
        assertThat(get(leaderServer, "/metrics").body())
                .contains("jangada_leader_assignments_total 3.0")
                .contains("jangada_raft_term 7.0");
    }

    @Test
    void aFollowerPassesRequestsOnToTheLeader() throws Exception {
        Leadership.MasterAddress at = new Leadership.MasterAddress("m1", "", "", "127.0.0.1:" + leaderServer.port());
        FakeConsoleSource follower = new FakeConsoleSource(FakeConsoleSource.follower("m2", Optional.of(at), true));
        try (ConsoleServer server = serve(follower)) {
            assertThat(get(server, "/v1/jobs").body()).contains("\"master\":\"m1\"", "job-2", "\"stale\":false");
            assertThat(get(server, "/healthz").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void withoutALeaderAnAnswerSaysThatItMayBeStale() throws Exception {
        FakeConsoleSource follower = new FakeConsoleSource(FakeConsoleSource.follower("m2", Optional.empty(), true));
        try (ConsoleServer server = serve(follower)) {
            assertThat(get(server, "/v1/jobs").body()).contains("\"master\":\"m2\"", "\"stale\":true");
            HttpResponse<String> health = get(server, "/healthz");
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body()).contains("no leader known");
        }
    }

    @Test
    void aDeadDivisionIsNotHealthy() throws Exception {
        FakeConsoleSource dead = new FakeConsoleSource(FakeConsoleSource.follower("m2", Optional.empty(), false));
        try (ConsoleServer server = serve(dead)) {
            assertThat(get(server, "/healthz").body()).contains("division of m2 is closed");
        }
    }

    @Test
    void thePageIsServed() throws Exception {
        assertThat(get(leaderServer, "/").body()).contains("<title>Jangada</title>");
    }

    @Test
    void aPortInUseIsSaid() {
        assertThatThrownBy(() -> ConsoleServer.start(at(leaderServer.port()), leader, metrics))
                .isInstanceOf(BindException.class);
    }

    private ConsoleServer serve(ConsoleSource source) throws Exception {
        return ConsoleServer.start(at(0), source, metrics);
    }

    private static InetSocketAddress at(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private HttpResponse<String> get(ConsoleServer server, String path) throws Exception {
        return http.send(HttpRequest.newBuilder(uri(server, path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static URI uri(ConsoleServer server, String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }
}
