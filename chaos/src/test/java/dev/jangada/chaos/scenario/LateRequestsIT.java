package dev.jangada.chaos.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import dev.jangada.chaos.hook.Hook;
import dev.jangada.chaos.hook.Hook.Place;
import dev.jangada.chaos.junit.JangadaCluster;
import dev.jangada.chaos.proxy.Link;
import dev.jangada.chaos.proxy.LinkRule;
import dev.jangada.client.JobHandle;
import dev.jangada.client.JobState;
import dev.jangada.client.RefusedException;
import dev.jangada.client.rpc.MasterAddresses;
import dev.jangada.client.rpc.MasterClient;
import dev.jangada.protocol.v1.Argument;
import dev.jangada.protocol.v1.ClientGrpc;
import dev.jangada.protocol.v1.JobRequest;
import dev.jangada.protocol.v1.ListJobsRequest;
import dev.jangada.protocol.v1.SubmitJobRequest;
import dev.jangada.protocol.v1.SubmitJobResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Requests that are under way for longer than a lease, a term or a leader lasts. They wait in the proxies. */
@Tag("processes")
@Tag("scenario:network-requests-late")
class LateRequestsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @RegisterExtension
    static final JangadaCluster cluster = JangadaCluster.of(3, 2).slots(3).inProcess();

    private static final SubmitJobRequest LATE = SubmitJobRequest.newBuilder()
            .setToken("late")
            .setJob(JobRequest.newBuilder()
                    .setName("late")
                    .setDefinition("builtin:noop")
                    .addArguments(Argument.newBuilder().setKey("tasks").setValue("3")))
            .build();
    private static final MadeRuns RUNS = new MadeRuns(cluster);

    @BeforeAll
    static void runUndisturbed() {
        RUNS.undisturbed();
    }

    private static ManagedChannel channel(String master) {
        return NettyChannelBuilder.forTarget(cluster.cluster().masterAddress(master))
                .usePlaintext()
                .build();
    }

    private static ClientGrpc.ClientFutureStub stub(ManagedChannel channel) {
        return ClientGrpc.newFutureStub(channel).withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Asks one master only: calls to the one whose requests wait take long. */
    private static <T> T ask(String master, Function<MasterClient, T> question) {
        MasterAddresses address = MasterAddresses.parse(cluster.cluster().masterAddress(master));
        try (MasterClient client = new MasterClient(address, PATIENCE)) {
            return question.apply(client);
        }
    }

    private static boolean leads(String master, String asked) {
        return ask(asked, client -> client.masterList()).getMastersList().stream()
                .anyMatch(info -> info.getId().equals(master) && info.getRole().equals("LEADER"));
    }

    private static void makeLead(String master, String asked) {
        cluster.awaitThat(master + " leads", () -> {
            if (!leads(master, asked)) {
                try {
                    var unused = ask(asked, client -> client.transferLeadership(master));
                } catch (RefusedException notNow) {
                    assertThat(notNow.reason()).isEqualTo(RefusedException.Reason.WRONG_STATE);
                }
            }
            return leads(master, asked);
        });
    }

    /**
     * It arrives at the master that it was sent to, which has lost its leadership meanwhile and got it back. If that took so
     * long that the master has given the connection up, the client repeats it, as clients do.
     */
    @Test
    void submitThatArrivesAfterItWasRepeatedElsewhereIsTheSameJob() throws Exception {
        String old = cluster.leader();
        String next = cluster.followers().get(0);
        List<String> others =
                cluster.masters().stream().filter(master -> !master.equals(old)).toList();
        ManagedChannel toOld = channel(old);
        ManagedChannel toNext = channel(next);
        try {
            var unused =
                    stub(toOld).listJobs(ListJobsRequest.getDefaultInstance()).get();
            cluster.links().set(Map.of(new Link(Link.CLIENT, old), LinkRule.HOLD));
            ListenableFuture<SubmitJobResponse> late = stub(toOld).submitJob(LATE);
            cluster.cutOff(old, others);
            cluster.awaitThat("another leads", () -> others.stream().anyMatch(master -> leads(master, next)));
            makeLead(next, next);
            String job = stub(toNext).submitJob(LATE).get().getJob();
            assertThat(late.isDone()).isFalse();
            cluster.links().between(List.of(old), others, LinkRule.PASS);
            makeLead(old, next);
            cluster.heal();
            assertThat(jobOf(late).orElse(job)).isEqualTo(job);
            assertThat(stub(toOld).submitJob(LATE).get().getJob()).isEqualTo(job);
            assertThat(cluster.client().job(job).watch(status -> {}).state()).isEqualTo(JobState.SUCCEEDED);
            assertThat(cluster.client().jobs(0).stream()
                            .filter(status -> status.name().equals("late")))
                    .hasSize(1);
        } finally {
            toOld.shutdownNow();
            toNext.shutdownNow();
        }
    }

    private static Optional<String> jobOf(ListenableFuture<SubmitJobResponse> late) throws InterruptedException {
        try {
            return Optional.of(late.get().getJob());
        } catch (ExecutionException e) {
            assertThat(Status.fromThrowable(e).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            return Optional.empty();
        }
    }

    /** The outcome is under way when its worker is fenced, and arrives at a leader that has given the task to another. */
    @Test
    void outcomeThatArrivesAfterItsEpochIsOverCountsForNothing() {
        JobHandle job = RUNS.startGated("outcome");
        String victim = RUNS.worker("w1").liveAttempts() > 0 ? "w1" : "w2";
        String other = victim.equals("w1") ? "w2" : "w1";
        String leader = cluster.leader();
        long epoch = RUNS.worker(victim).epoch();
        Hook keeps = Hook.pause("dev.jangada.worker.local.JobDirectory#keep", Place.ENTRY);
        Hook ended = Hook.note("dev.jangada.worker.session.WorkerCore#finished", Place.EXIT);
        cluster.hook(other, keeps);
        cluster.hook(victim, ended);
        cluster.links().set(Map.of(new Link(victim, leader), LinkRule.HOLD));
        RUNS.openGate("outcome");
        cluster.awaitReached(victim, ended);
        cluster.awaitThat("it is fenced", () -> RUNS.worker(victim).state().equals("FENCED"));
        cluster.heal();
        cluster.awaitThat(
                "it is back",
                () -> RUNS.worker(victim).epoch() > epoch && RUNS.worker(victim).attached());
        cluster.release(other, keeps);
        RUNS.awaitSameWithWorkDoneAgain("outcome", job);
        assertThat(job.status().attempts().lost()).isPositive();
    }
}
