package dev.jangada.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jangada.master.leader.LeaderSettings;
import dev.jangada.master.ratis.StartMode;
import dev.jangada.master.replication.Fatal;
import dev.jangada.master.replication.Leadership.MasterAddress;
import dev.jangada.master.replication.MasterStartException;
import dev.jangada.protocol.v1.ClientGrpc;
import dev.jangada.protocol.v1.GetJobRequest;
import dev.jangada.protocol.v1.JobPhase;
import dev.jangada.protocol.v1.JobRequest;
import dev.jangada.protocol.v1.JobResponse;
import dev.jangada.protocol.v1.ListMastersRequest;
import dev.jangada.protocol.v1.ListMastersResponse;
import dev.jangada.protocol.v1.SubmitJobRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterIT {
    private static final Fatal FATAL = (code, message, cause) -> {
        throw new AssertionError(message, cause);
    };

    private static final Path MANUAL = Path.of("..", "docs", "operations.md");

    @TempDir
    private Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private Master embedded() throws Exception {
        Master master = Master.start(MasterConfiguration.embedded(directory, FATAL));
        open.add(master);
        assertThat(master.awaitLeading(Duration.ofSeconds(10))).isTrue();
        return master;
    }

    private ClientGrpc.ClientBlockingStub client(String address) {
        ManagedChannel channel =
                NettyChannelBuilder.forTarget(address).usePlaintext().build();
        open.add(channel::shutdownNow);
        return ClientGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
    }

    private static SubmitJobRequest submit(String token) {
        return SubmitJobRequest.newBuilder()
                .setToken(token)
                .setJob(JobRequest.newBuilder()
                        .setName("no-op")
                        .setDefinition("builtin:no-op")
                        .setOutput("/out/" + token))
                .build();
    }

    @Test
    void embeddedMasterRunsAJob() throws Exception {
        Master master = embedded();
        String api = master.address().apiAddress();
        open.add(new NoOpWorker("w1", 2, 5, 2, List.of(api)));
        ClientGrpc.ClientBlockingStub client = client(api);
        String job = client.submitJob(submit("a")).getJob();
        Iterator<JobResponse> watch =
                client.watchJob(GetJobRequest.newBuilder().setJob(job).build());
        JobResponse last = watch.next();
        while (watch.hasNext()) {
            last = watch.next();
        }
        assertThat(last.getJob().getState()).isEqualTo(JobPhase.SUCCEEDED);
        assertThat(last.getJob().getPartsCount()).isEqualTo(2);
        assertThat(last.getJob().getProgress()).isEqualTo(1.0);
    }

    @Test
    void measuresWhatTheManualTellsOperatorsToWatch() throws Exception {
        MasterAddress anywhere = new MasterAddress("m1", "127.0.0.1:0", "127.0.0.1:0", "127.0.0.1:0");
        Master master =
                Master.start(MasterConfiguration.embedded(directory, FATAL).at(anywhere));
        open.add(master);
        assertThat(master.awaitLeading(Duration.ofSeconds(10))).isTrue();
        String api = master.address().apiAddress();
        NoOpWorker worker = new NoOpWorker("w1", 2, 5, 2, List.of(api));
        open.add(worker);
        ClientGrpc.ClientBlockingStub client = client(api);
        GetJobRequest get = GetJobRequest.newBuilder()
                .setJob(client.submitJob(submit("a")).getJob())
                .build();
        client.watchJob(get).forEachRemaining(update -> {});
        await().untilAsserted(() -> assertThat(measurements(master))
                .containsEntry("jangada_raft_is_leader", 1.0)
                .containsEntry("jangada_raft_commit_lag", 0.0)
                .containsEntry("jangada_workers_attached", 1.0)
                .containsEntry("jangada_jobs_live", 0.0)
                .containsEntry("jangada_leader_assignments_total", 1.0 + 5 + 2 + 1));
        Map<String, Double> measured = measurements(master);
        assertThat(measured.get("jangada_raft_applied_index")).isEqualTo(measured.get("jangada_raft_commit_index"));
        assertThat(measured.values()).noneMatch(value -> value.isNaN());
        Matcher named = Pattern.compile("`(jangada_[a-z0-9_]+)`").matcher(Files.readString(MANUAL));
        assertThat(named.results().map(name -> name.group(1)).toList())
                .isNotEmpty()
                .allMatch(measured::containsKey);
    }

    private static Map<String, Double> measurements(Master master) throws Exception {
        URI metrics = URI.create("http://" + master.address().httpAddress() + "/metrics");
        HttpResponse<String> text = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString());
        return text.body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" ", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> Double.valueOf(parts[1])));
    }

    @Test
    void restartedMasterKnowsItsJobs() throws Exception {
        Master first = embedded();
        String job = client(first.address().apiAddress()).submitJob(submit("a")).getJob();
        first.close();
        Master second = embedded();
        JobResponse found = client(second.address().apiAddress())
                .getJob(GetJobRequest.newBuilder().setJob(job).build());
        assertThat(found.getJob().getState()).isEqualTo(JobPhase.SUBMITTED);
        assertThat(found.getJob().getFailovers()).isEqualTo(1);
    }

    @Test
    void portInUseIsSaidInASentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            MasterConfiguration free = MasterConfiguration.embedded(directory, FATAL);
            String address = "127.0.0.1:" + taken.getLocalPort();
            MasterConfiguration clash = free.at(new MasterAddress("m1", "127.0.0.1:0", address, ""));
            assertThatThrownBy(() -> Master.start(clash))
                    .isInstanceOf(MasterStartException.class)
                    .hasMessageContaining(address);
        }
    }

    @Test
    void everyProblemOfAConfigurationIsToldAtOnce() {
        MasterAddress self = new MasterAddress("m1", "0.0.0.0:7101", "nonsense", "");
        MasterConfiguration wrong = new MasterConfiguration(
                null,
                self,
                List.of(),
                directory,
                StartMode.BOOTSTRAP,
                null,
                false,
                LeaderSettings.DEFAULT,
                null,
                FATAL);
        assertThat(wrong.problems())
                .anyMatch(problem -> problem.contains("plaintext"))
                .anyMatch(problem -> problem.contains("nonsense"))
                .anyMatch(problem -> problem.contains("cluster id"));
    }

    @Test
    void leadershipMovesWhileTasksRunAndNothingRunsAgain() throws Exception {
        try (TestGroup group = TestGroup.start(3, directory)) {
            NoOpWorker worker = new NoOpWorker("w1", 2, 6, 1, group.addresses());
            open.add(worker);
            ClientGrpc.ClientBlockingStub client =
                    client(group.leader().address().apiAddress());
            worker.holdBack(true);
            String job = client.submitJob(submit("a")).getJob();
            await().until(() -> worker.ran().size() == 1);
            Master before = group.leader();
            before.close();
            await().atMost(Duration.ofSeconds(20)).until(() -> group.hasLeader() && worker.isAttached());
            worker.holdBack(false);
            ClientGrpc.ClientBlockingStub next = client(group.leader().address().apiAddress());
            GetJobRequest get = GetJobRequest.newBuilder().setJob(job).build();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> next.getJob(get).getJob().getState() == JobPhase.SUCCEEDED);
            assertThat(worker.ran()).doesNotHaveDuplicates().hasSize(1 + 6 + 1 + 1);
            assertThat(next.explainJob(get).getFindingsList())
                    .anyMatch(finding -> finding.startsWith(
                                    "Leader changed from " + before.address().id())
                            && finding.contains("no finished task ran again because of it"));
            ListMastersResponse masters = next.listMasters(ListMastersRequest.getDefaultInstance());
            assertThat(masters.getMastersList())
                    .extracting(master -> master.getRole())
                    .containsExactlyInAnyOrder("LEADER", "FOLLOWER", "UNREACHABLE");
            assertThat(masters.getLastFailover().getPreviousLeaderId())
                    .isEqualTo(before.address().id());
        }
    }
}
