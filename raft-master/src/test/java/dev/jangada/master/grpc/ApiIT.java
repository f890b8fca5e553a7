package dev.jangada.master.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.jangada.master.FakeReplicatedCore;
import dev.jangada.master.FakeWorker;
import dev.jangada.master.NoOpWorker;
import dev.jangada.master.leader.LeaderSeat;
import dev.jangada.master.leader.LeaderSettings;
import dev.jangada.master.leader.LeaderSurroundings;
import dev.jangada.master.replication.Leadership.MasterAddress;
import dev.jangada.protocol.Errors;
import dev.jangada.protocol.v1.ArtifactChunk;
import dev.jangada.protocol.v1.CancelJobRequest;
import dev.jangada.protocol.v1.ClientGrpc;
import dev.jangada.protocol.v1.DrainWorkerRequest;
import dev.jangada.protocol.v1.ErrorCode;
import dev.jangada.protocol.v1.ErrorDetail;
import dev.jangada.protocol.v1.FetchArtifactRequest;
import dev.jangada.protocol.v1.FindMissingArtifactsRequest;
import dev.jangada.protocol.v1.GetJobRequest;
import dev.jangada.protocol.v1.Hello;
import dev.jangada.protocol.v1.JobPhase;
import dev.jangada.protocol.v1.JobRequest;
import dev.jangada.protocol.v1.JobResponse;
import dev.jangada.protocol.v1.LeaderMessage;
import dev.jangada.protocol.v1.ListJobsRequest;
import dev.jangada.protocol.v1.ListMastersRequest;
import dev.jangada.protocol.v1.ListWorkersRequest;
import dev.jangada.protocol.v1.MasterInfo;
import dev.jangada.protocol.v1.RequestHeader;
import dev.jangada.protocol.v1.SubmitJobRequest;
import dev.jangada.protocol.v1.SubmitJobResponse;
import dev.jangada.protocol.v1.TransferLeadershipRequest;
import dev.jangada.protocol.v1.UploadArtifactResponse;
import dev.jangada.protocol.v1.WorkerGrpc;
import dev.jangada.protocol.v1.WorkerMessage;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ApiIT {
    private static final MasterAddress OTHER = new MasterAddress("m2", "127.0.0.1:1", "127.0.0.1:2", "");
    private static final String DIGEST = "ab".repeat(32);

    private final FakeReplicatedCore core = new FakeReplicatedCore();
    private final JobWatches watches = new JobWatches(core, "test");
    private final LeaderSeat seat = new LeaderSeat(
            core,
            new LeaderSurroundings(
                    "m1",
                    "test",
                    LeaderSettings.DEFAULT,
                    LeaderSurroundings::monotonicMillis,
                    System::currentTimeMillis,
                    watches,
                    (code, message, cause) -> {}));
    private final LeaderGate gate = new LeaderGate("test", core, seat);
    private final PeerCalls peers = new PeerCalls(
            "test",
            core,
            () -> MasterInfo.newBuilder().setId("m1").setRole("LEADER").build());
    private final ArtifactTransfers artifacts = new ArtifactTransfers(gate, new FakeArtifactDisk(), peers);
    private final GroupChanges changes = new GroupChanges(core, new FakeMasterGroup(), peers, () -> {});
    private ApiServer server;
    private ManagedChannel channel;

    @BeforeEach
    void serve() throws Exception {
        core.listen(seat);
        server = ApiServer.start(
                "m1",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                List.of(
                        new ClientService(gate, peers, artifacts, watches, changes),
                        new WorkerService(gate, artifacts)));
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                .usePlaintext()
                .build();
        seat.leading(1, 0);
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        seat.end("the test is over");
        server.close();
        artifacts.close();
        peers.close();
        watches.close();
    }

    private ClientGrpc.ClientBlockingStub client() {
        return ClientGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    private static SubmitJobRequest.Builder submit(String token) {
        return SubmitJobRequest.newBuilder()
                .setToken(token)
                .setJob(JobRequest.newBuilder()
                        .setName("job")
                        .setDefinition("builtin:job")
                        .setOutput("/out/" + token));
    }

    private static GetJobRequest get(String job) {
        return GetJobRequest.newBuilder().setJob(job).build();
    }

    private interface Call {
        Object run();
    }

    private static ErrorDetail refusal(Call call) {
        Throwable thrown = catchThrowable(call::run);
        assertThat(thrown).isNotNull();
        return Errors.detailOf(thrown).orElseThrow(() -> new AssertionError("no detail", thrown));
    }

    @Test
    void submittingTwiceWithOneTokenGivesOneJob() {
        SubmitJobResponse first = client().submitJob(submit("a").build());
        SubmitJobResponse second = client().submitJob(submit("a").build());
        assertThat(second.getJob()).isEqualTo(first.getJob());
        assertThat(first.getHeader().getIndex()).isPositive();
        assertThat(first.getHeader().getClusterId()).isEqualTo("test");
        assertThat(client().listJobs(ListJobsRequest.getDefaultInstance()).getJobsCount())
                .isEqualTo(1);
    }

    @Test
    @Tag("scenario:client-token-other-payload")
    void oneTokenForTwoSpecsIsAConflict() {
        client().submitJob(submit("a").build());
        SubmitJobRequest.Builder other = submit("a");
        other.getJobBuilder().setName("another");
        assertThat(refusal(() -> client().submitJob(other.build())).getCode()).isEqualTo(ErrorCode.TOKEN_CONFLICT);
    }

    @Test
    void masterThatDoesNotLeadNamesTheOneThatDoes() {
        core.lose(OTHER);
        ErrorDetail error = refusal(() -> client().submitJob(submit("a").build()));
        assertThat(error.getCode()).isEqualTo(ErrorCode.NOT_LEADER);
        assertThat(error.getLeaderId()).isEqualTo("m2");
        assertThat(error.getLeaderAddress()).isEqualTo("127.0.0.1:2");
    }

    @Test
    void masterWithoutALeaderAsksToTryAgain() {
        core.leaderless();
        seat.notLeading();
        assertThat(refusal(() -> client().listWorkers(ListWorkersRequest.getDefaultInstance()))
                        .getCode())
                .isEqualTo(ErrorCode.NOT_READY);
    }

    @Test
    void callerOfAnotherClusterIsToldSo() {
        RequestHeader header = RequestHeader.newBuilder().setClusterId("other").build();
        ErrorDetail error =
                refusal(() -> client().submitJob(submit("a").setHeader(header).build()));
        assertThat(error.getCode()).isEqualTo(ErrorCode.WRONG_CLUSTER);
        assertThat(error.getMessage()).contains("test").contains("other");
    }

    @Test
    void callerThatHasSeenMoreThanTheLeaderHoldsHearsOfDataLoss() {
        RequestHeader header =
                RequestHeader.newBuilder().setSeenIndex(1_000_000).build();
        GetJobRequest ask =
                GetJobRequest.newBuilder().setHeader(header).setJob("job-1").build();
        assertThat(refusal(() -> client().getJob(ask)).getCode()).isEqualTo(ErrorCode.DATA_LOSS);
        assertThat(refusal(() -> client().watchJob(ask).next()).getCode()).isEqualTo(ErrorCode.DATA_LOSS);
    }

    @Test
    void callerThatHasSeenAnotherEntryThanTheLeaderHoldsHearsOfDataLoss() {
        SubmitJobResponse last = client().submitJob(submit("a").build());
        RequestHeader.Builder seen =
                RequestHeader.newBuilder().setSeenIndex(last.getHeader().getIndex());
        GetJobRequest.Builder ask = GetJobRequest.newBuilder().setJob(last.getJob());
        assertThat(client().getJob(
                                ask.setHeader(seen.setSeenTerm(last.getHeader().getTerm()))
                                        .build())
                        .getJob()
                        .getId())
                .isEqualTo(last.getJob());
        ErrorDetail loss = refusal(
                () -> client().getJob(ask.setHeader(seen.setSeenTerm(99)).build()));
        assertThat(loss.getCode()).isEqualTo(ErrorCode.DATA_LOSS);
        assertThat(loss.getMessage()).contains("of term 99 acknowledged", "the masters hold another one");
    }

    @Test
    void workerThatHasSeenMoreThanTheLeaderHoldsHearsOfDataLoss() {
        assertThat(refusalOf(1_000_000, 1).getCode()).isEqualTo(ErrorCode.DATA_LOSS);
        long index = client().submitJob(submit("a").build()).getHeader().getIndex();
        assertThat(refusalOf(index, 99).getCode()).isEqualTo(ErrorCode.DATA_LOSS);
    }

    private ErrorDetail refusalOf(long seenIndex, long seenTerm) {
        Hello.Builder hello = new FakeWorker("w1", "a", 1)
                .hello()
                .setEpoch(1)
                .setLastTerm(1)
                .setSeenIndex(seenIndex)
                .setSeenTerm(seenTerm);
        return session(WorkerMessage.newBuilder().setHello(hello).build())
                .get(0)
                .getRefused();
    }

    @Test
    void unknownAndMalformedJobsAreRefused() {
        assertThat(refusal(() -> client().getJob(get("job-77"))).getCode()).isEqualTo(ErrorCode.UNKNOWN_JOB);
        assertThat(refusal(() -> client().explainJob(get("job-77"))).getCode()).isEqualTo(ErrorCode.UNKNOWN_JOB);
        assertThat(refusal(() -> client().watchJob(get("job-77")).next()).getCode())
                .isEqualTo(ErrorCode.UNKNOWN_JOB);
        assertThat(refusal(() -> client().getJob(get("../etc"))).getCode()).isEqualTo(ErrorCode.INVALID);
    }

    @Test
    void unknownWorkerCanNotBeDrained() {
        DrainWorkerRequest drain =
                DrainWorkerRequest.newBuilder().setWorker("w9").build();
        assertThat(refusal(() -> client().drainWorker(drain)).getCode()).isEqualTo(ErrorCode.UNKNOWN_WORKER);
    }

    @Test
    void leadershipGoesToNobodyUnknown() {
        TransferLeadershipRequest transfer =
                TransferLeadershipRequest.newBuilder().setTo("m9").build();
        assertThat(refusal(() -> client().transferLeadership(transfer)).getCode())
                .isEqualTo(ErrorCode.INVALID);
    }

    @Test
    void watchEndsWithTheJob() {
        try (NoOpWorker worker = new NoOpWorker("w1", 2, 20, 2, List.of("127.0.0.1:" + server.port()))) {
            String job = client().submitJob(submit("a").build()).getJob();
            Iterator<JobResponse> watch = client().watchJob(get(job));
            double progress = 0;
            JobPhase phase = JobPhase.SUBMITTED;
            while (watch.hasNext()) {
                JobResponse next = watch.next();
                assertThat(next.getJob().getProgress()).isGreaterThanOrEqualTo(progress);
                progress = next.getJob().getProgress();
                phase = next.getJob().getState();
            }
            assertThat(phase).isEqualTo(JobPhase.SUCCEEDED);
            assertThat(worker.ran()).hasSize(1 + 20 + 2 + 1);
        }
    }

    @Test
    void watchEndsWithNotLeaderWhenTheTermIsOver() {
        String job = client().submitJob(submit("a").build()).getJob();
        Iterator<JobResponse> watch = client().watchJob(get(job));
        assertThat(watch.next().getJob().getState()).isEqualTo(JobPhase.SUBMITTED);
        core.lose(OTHER);
        assertThat(refusal(watch::next).getCode()).isEqualTo(ErrorCode.NOT_LEADER);
    }

    @Test
    void cancelledJobSaysWhy() {
        String job = client().submitJob(submit("a").build()).getJob();
        JobResponse cancelled = client().cancelJob(CancelJobRequest.newBuilder()
                .setJob(job)
                .setReason("not needed")
                .build());
        assertThat(cancelled.getJob().getState()).isIn(JobPhase.CANCELLING, JobPhase.CANCELLED);
        assertThat(cancelled.getJob().getReason()).contains("not needed");
    }

    @Test
    void jobThatNobodyRunsSaysWhatItWaitsFor() {
        String job = client().submitJob(submit("a").build()).getJob();
        assertThat(client().explainJob(get(job)).getFindingsList())
                .anyMatch(finding -> finding.contains("no worker is attached"));
    }

    @Test
    void mastersAreListedWithThoseThatDoNotAnswer() {
        core.lose(OTHER);
        assertThat(client().listMasters(ListMastersRequest.getDefaultInstance()).getMastersList())
                .extracting(MasterInfo::getRole)
                .containsExactly("LEADER", "UNREACHABLE");
    }

    @Test
    void jobWhoseArtifactIsMissingIsRefusedUntilItIsUploaded() throws Exception {
        SubmitJobRequest.Builder request = submit("a");
        request.getJobBuilder().addArtifacts(DIGEST);
        ErrorDetail error = refusal(() -> client().submitJob(request.build()));
        assertThat(error.getCode()).isEqualTo(ErrorCode.MISSING_ARTIFACT);
        assertThat(error.getMessage()).contains(DIGEST);
        byte[] bytes = new byte[600_000];
        upload(bytes, bytes.length).get(10, TimeUnit.SECONDS);
        assertThat(client().findMissingArtifacts(FindMissingArtifactsRequest.newBuilder()
                                .addDigests(DIGEST)
                                .build())
                        .getDigestsList())
                .isEmpty();
        assertThat(client().submitJob(request.build()).getJob()).isNotEmpty();
        Iterator<ArtifactChunk> chunks = WorkerGrpc.newBlockingStub(channel)
                .fetchArtifact(
                        FetchArtifactRequest.newBuilder().setDigest(DIGEST).build());
        long fetched = 0;
        while (chunks.hasNext()) {
            fetched += chunks.next().getBytes().size();
        }
        assertThat(fetched).isEqualTo(bytes.length);
    }

    @Test
    void uploadThatIsCutShortIsNotKept() {
        assertThat(refusal(() -> upload(new byte[10], 20).join()).getCode()).isEqualTo(ErrorCode.INVALID);
        assertThat(refusal(() -> WorkerGrpc.newBlockingStub(channel)
                                .fetchArtifact(FetchArtifactRequest.newBuilder()
                                        .setDigest(DIGEST)
                                        .build())
                                .next())
                        .getCode())
                .isEqualTo(ErrorCode.MISSING_ARTIFACT);
    }

    @Test
    void artifactThatNoStoreWouldTakeIsRefusedAtItsFirstChunk() {
        assertThat(refusal(() ->
                                upload(new byte[0], ArtifactDisk.LENGTH_MAX + 1).join())
                        .getCode())
                .isEqualTo(ErrorCode.LIMIT);
        assertThat(refusal(() -> upload(new byte[0], ArtifactDisk.LENGTH_MAX).join())
                        .getCode())
                .isEqualTo(ErrorCode.INVALID); // it ends too early, but its length is fine
    }

    private CompletableFuture<UploadArtifactResponse> upload(byte[] bytes, long announced) {
        PeerCalls.Single<UploadArtifactResponse> answer = new PeerCalls.Single<>();
        StreamObserver<ArtifactChunk> call = ClientGrpc.newStub(channel).uploadArtifact(answer);
        call.onNext(ArtifactChunk.newBuilder()
                .setDigest(DIGEST)
                .setLength(announced)
                .build());
        for (int at = 0; at < bytes.length; at += ArtifactDownload.CHUNK_BYTES) {
            int length = Math.min(ArtifactDownload.CHUNK_BYTES, bytes.length - at);
            call.onNext(ArtifactChunk.newBuilder()
                    .setBytes(ByteString.copyFrom(bytes, at, length))
                    .build());
        }
        call.onCompleted();
        return answer.future;
    }

    private List<LeaderMessage> session(WorkerMessage first) {
        List<LeaderMessage> heard = new CopyOnWriteArrayList<>();
        StreamObserver<WorkerMessage> stream = WorkerGrpc.newStub(channel).session(new StreamObserver<>() {
            @Override
            public void onNext(LeaderMessage message) {
                heard.add(message);
            }

            @Override
            public void onError(Throwable cause) {
                // the messages tell
            }

            @Override
            public void onCompleted() {
                // the messages tell
            }
        });
        stream.onNext(first);
        await().until(() -> !heard.isEmpty());
        return heard;
    }

    private static WorkerMessage hello(String cluster, long lastTerm) {
        return WorkerMessage.newBuilder()
                .setHello(new FakeWorker("w1", "a", 1)
                        .hello()
                        .setClusterId(cluster)
                        .setLastTerm(lastTerm))
                .build();
    }

    @Test
    void workerIsWelcomedOrToldWhyNot() {
        assertThat(session(hello("", 0)).get(0).getWelcome().getClusterId()).isEqualTo("test");
        assertThat(session(hello("other", 0)).get(0).getRefused().getCode()).isEqualTo(ErrorCode.WRONG_CLUSTER);
        assertThat(session(hello("test", 9)).get(0).getRefused().getCode()).isEqualTo(ErrorCode.NOT_READY);
        assertThat(session(WorkerMessage.getDefaultInstance())
                        .get(0)
                        .getRefused()
                        .getCode())
                .isEqualTo(ErrorCode.INVALID);
        core.lose(OTHER);
        ErrorDetail redirect = session(hello("test", 0)).get(0).getRefused();
        assertThat(redirect.getCode()).isEqualTo(ErrorCode.NOT_LEADER);
        assertThat(redirect.getLeaderAddress()).isEqualTo(OTHER.apiAddress());
    }
}
