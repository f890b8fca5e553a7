package dev.jangada.master.grpc;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.JobSpec;
import dev.jangada.coordinator.Reply;
import dev.jangada.coordinator.WorkerId;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.Job;
import dev.jangada.master.codec.IdCodec;
import dev.jangada.master.codec.MalformedMessageException;
import dev.jangada.master.codec.MasterCodec;
import dev.jangada.master.codec.SpecCodec;
import dev.jangada.master.leader.Decided;
import dev.jangada.master.leader.LeaderSession;
import dev.jangada.master.leader.LeaderSurroundings;
import dev.jangada.master.leader.SoftState;
import dev.jangada.master.view.Explanation;
import dev.jangada.master.view.FailoverView;
import dev.jangada.master.view.JobView;
import dev.jangada.master.view.LogView;
import dev.jangada.master.view.WorkerView;
import dev.jangada.protocol.Errors;
import dev.jangada.protocol.v1.ArtifactChunk;
import dev.jangada.protocol.v1.CancelJobRequest;
import dev.jangada.protocol.v1.ChangeMastersRequest;
import dev.jangada.protocol.v1.ChangeMastersResponse;
import dev.jangada.protocol.v1.ClientGrpc;
import dev.jangada.protocol.v1.DrainWorkerRequest;
import dev.jangada.protocol.v1.ErrorCode;
import dev.jangada.protocol.v1.ExplainJobResponse;
import dev.jangada.protocol.v1.FindMissingArtifactsRequest;
import dev.jangada.protocol.v1.FindMissingArtifactsResponse;
import dev.jangada.protocol.v1.GetJobLogsRequest;
import dev.jangada.protocol.v1.GetJobLogsResponse;
import dev.jangada.protocol.v1.GetJobRequest;
import dev.jangada.protocol.v1.JobResponse;
import dev.jangada.protocol.v1.ListJobsRequest;
import dev.jangada.protocol.v1.ListJobsResponse;
import dev.jangada.protocol.v1.ListMastersRequest;
import dev.jangada.protocol.v1.ListMastersResponse;
import dev.jangada.protocol.v1.ListWorkersRequest;
import dev.jangada.protocol.v1.ListWorkersResponse;
import dev.jangada.protocol.v1.RequestHeader;
import dev.jangada.protocol.v1.ResponseHeader;
import dev.jangada.protocol.v1.SubmitJobRequest;
import dev.jangada.protocol.v1.SubmitJobResponse;
import dev.jangada.protocol.v1.TransferLeadershipRequest;
import dev.jangada.protocol.v1.TransferLeadershipResponse;
import dev.jangada.protocol.v1.UploadArtifactResponse;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** What clients and operators ask. Thread-safe. */
public final class ClientService extends ClientGrpc.ClientImplBase {
    private static final int TOKEN_LENGTH = 200;

    private final LeaderGate gate;
    private final PeerCalls peers;
    private final ArtifactTransfers artifacts;
    private final JobWatches watches;
    private final GroupChanges changes;

    public ClientService(
            LeaderGate gate, PeerCalls peers, ArtifactTransfers artifacts, JobWatches watches, GroupChanges changes) {
        this.gate = gate;
        this.peers = peers;
        this.artifacts = artifacts;
        this.watches = watches;
        this.changes = changes;
    }

    @Override
    public void submitJob(SubmitJobRequest request, StreamObserver<SubmitJobResponse> call) {
        Answers.answer(gate, call, () -> {
            LeaderSession leader = gate.leader(request.getHeader());
            String token = request.getToken();
            if (token.isEmpty() || token.length() > TOKEN_LENGTH) {
                throw new MalformedMessageException("a submit carries a token of 1 to " + TOKEN_LENGTH + " characters");
            }
            JobSpec spec = SpecCodec.decode(request.getJob());
            return artifacts.missing(spec.artifacts()).thenCompose(missing -> {
                if (!missing.isEmpty()) {
                    throw Errors.exception(
                            ErrorCode.MISSING_ARTIFACT,
                            "a majority of the masters does not hold these artifacts: " + String.join(", ", missing)
                                    + "; upload them first");
                }
                return leader.submit(new Command.SubmitJob(token, spec)).thenApply(this::submitted);
            });
        });
    }

    private SubmitJobResponse submitted(Decided decided) {
        if (!(Answers.accepted(decided).reply() instanceof Reply.JobAccepted accepted)) {
            throw Errors.exception(ErrorCode.INTERNAL, "a submit was answered with " + decided.reply());
        }
        return SubmitJobResponse.newBuilder()
                .setHeader(gate.header(decided.term(), decided.index()))
                .setJob(accepted.job().value())
                .build();
    }

    @Override
    public void getJob(GetJobRequest request, StreamObserver<JobResponse> call) {
        Answers.answer(gate, call, () -> {
            JobId id = IdCodec.job(request.getJob());
            return read(request.getHeader(), reading -> jobOf(reading, id));
        });
    }

    private static JobResponse jobOf(Reading reading, JobId id) {
        return JobResponse.newBuilder()
                .setHeader(reading.header())
                .setJob(JobView.whole(known(reading.state(), id), reading.soft()))
                .build();
    }

    private static Job known(ClusterState state, JobId id) {
        return state.job(id).orElseThrow(() -> unknown(id));
    }

    static StatusRuntimeException unknown(JobId id) {
        return Errors.exception(
                ErrorCode.UNKNOWN_JOB, "there is no job " + id + ": it was never submitted, or is forgotten by now");
    }

    @Override
    public void listJobs(ListJobsRequest request, StreamObserver<ListJobsResponse> call) {
        Answers.answer(
                gate,
                call,
                () -> read(
                        request.getHeader(),
                        reading -> ListJobsResponse.newBuilder()
                                .setHeader(reading.header())
                                .addAllJobs(JobView.newest(reading.state(), reading.soft(), request.getLimit()))
                                .build()));
    }

    @Override
    public void watchJob(GetJobRequest request, StreamObserver<JobResponse> call) {
        try {
            LeaderSession leader = gate.leader(request.getHeader());
            JobId id = IdCodec.job(request.getJob());
            JobWatches.Watch watch = watches.open(leader, id, (ServerCallStreamObserver<JobResponse>) call);
            var unused = gate.core().readPoint().whenComplete((index, failure) -> {
                if (failure != null) {
                    watches.end(watch, Answers.status(gate, failure));
                } else {
                    watches.begin(watch);
                }
            });
        } catch (MalformedMessageException | RuntimeException e) {
            call.onError(Answers.status(gate, e));
        }
    }

    @Override
    public void cancelJob(CancelJobRequest request, StreamObserver<JobResponse> call) {
        Answers.answer(gate, call, () -> {
            LeaderSession leader = gate.leader(request.getHeader());
            JobId id = IdCodec.job(request.getJob());
            return leader.submit(new Command.CancelJob(id, request.getReason()))
                    .thenApply(Answers::accepted)
                    .thenApply(decided -> look(leader, reading -> jobOf(reading, id)));
        });
    }

    @Override
    public void explainJob(GetJobRequest request, StreamObserver<ExplainJobResponse> call) {
        Answers.answer(gate, call, () -> {
            JobId id = IdCodec.job(request.getJob());
            return read(request.getHeader(), reading -> {
                Job job = known(reading.state(), id);
                return Explanation.of(job, reading.state(), reading.soft(), ZoneId.systemDefault())
                        .setHeader(reading.header())
                        .build();
            });
        });
    }

    @Override
    public void getJobLogs(GetJobLogsRequest request, StreamObserver<GetJobLogsResponse> call) {
        Answers.answer(gate, call, () -> {
            JobId id = IdCodec.job(request.getJob());
            return read(
                    request.getHeader(),
                    reading -> LogView.of(known(reading.state(), id), reading.state(), reading.soft())
                            .setHeader(reading.header())
                            .build());
        });
    }

    @Override
    public void listWorkers(ListWorkersRequest request, StreamObserver<ListWorkersResponse> call) {
        Answers.answer(gate, call, () -> read(request.getHeader(), ClientService::workers));
    }

    private static ListWorkersResponse workers(Reading reading) {
        long now = LeaderSurroundings.monotonicMillis();
        return ListWorkersResponse.newBuilder()
                .setHeader(reading.header())
                .addAllWorkers(WorkerView.all(reading.state(), reading.soft(), now))
                .build();
    }

    @Override
    public void drainWorker(DrainWorkerRequest request, StreamObserver<ListWorkersResponse> call) {
        Answers.answer(gate, call, () -> {
            LeaderSession leader = gate.leader(request.getHeader());
            WorkerId worker = IdCodec.worker(request.getWorker());
            return leader.submit(new Command.DrainWorker(worker))
                    .thenApply(Answers::accepted)
                    .thenApply(decided -> look(leader, ClientService::workers));
        });
    }

    @Override
    public void listMasters(ListMastersRequest request, StreamObserver<ListMastersResponse> call) {
        Answers.answer(gate, call, () -> {
            gate.checkCluster(request.getHeader().getClusterId());
            return masters();
        });
    }

    /** Every master, asked briefly, and the last failover as this master knows it. */
    public CompletableFuture<ListMastersResponse> masters() {
        return peers.describeAll().thenApply(masters -> {
            ListMastersResponse.Builder response =
                    ListMastersResponse.newBuilder().setHeader(gate.header()).addAllMasters(masters);
            gate.core().read(FailoverView::last).ifPresent(response::setLastFailover);
            return response.build();
        });
    }

    @Override
    public void transferLeadership(TransferLeadershipRequest request, StreamObserver<TransferLeadershipResponse> call) {
        Answers.answer(gate, call, () -> {
            gate.leader(request.getHeader());
            String to = request.getTo();
            List<String> masters = gate.core().leadership().masters().stream()
                    .map(master -> master.id())
                    .toList();
            if (!to.isEmpty() && !masters.contains(to)) {
                throw Errors.exception(
                        ErrorCode.INVALID,
                        "there is no master " + to + ": the masters are " + String.join(", ", masters));
            }
            return gate.core().transferLeadership(to).handle((leader, failure) -> {
                if (failure != null) {
                    throw Errors.exception(
                            ErrorCode.WRONG_STATE, "leadership was not handed over: " + failure.getMessage());
                }
                return TransferLeadershipResponse.newBuilder()
                        .setLeaderId(leader)
                        .build();
            });
        });
    }

    @Override
    public void changeMasters(ChangeMastersRequest request, StreamObserver<ChangeMastersResponse> call) {
        Answers.answer(gate, call, () -> {
            LeaderSession leader = gate.leader(request.getHeader());
            CompletableFuture<GroupChanges.Progress> change = switch (request.getChangeCase()) {
                case ADD -> changes.add(MasterCodec.decode(request.getAdd()));
                case REMOVE -> changes.remove(request.getRemove());
                case CHANGE_NOT_SET ->
                    throw new MalformedMessageException("a change of the masters adds one or removes one");
            };
            return change.thenApply(progress -> ChangeMastersResponse.newBuilder()
                    .setHeader(
                            gate.header(leader.term(), gate.core().leadership().appliedIndex()))
                    .setDone(progress.done())
                    .setState(progress.state())
                    .build());
        });
    }

    @Override
    public void findMissingArtifacts(
            FindMissingArtifactsRequest request, StreamObserver<FindMissingArtifactsResponse> call) {
        Answers.answer(gate, call, () -> {
            gate.leader(request.getHeader());
            return artifacts
                    .missing(request.getDigestsList())
                    .thenApply(missing -> FindMissingArtifactsResponse.newBuilder()
                            .addAllDigests(missing)
                            .build());
        });
    }

    @Override
    public StreamObserver<ArtifactChunk> uploadArtifact(StreamObserver<UploadArtifactResponse> call) {
        return artifacts.upload(
                (ServerCallStreamObserver<UploadArtifactResponse>) call, gate::leader, artifacts::spread);
    }

    /**
     * What a read sees; not to be kept.
     *
     * @param header of the answer
     */
    private record Reading(ClusterState state, SoftState soft, ResponseHeader header) {}

    /** A linearizable read on the leader. */
    private <T> CompletableFuture<T> read(RequestHeader header, Function<Reading, T> reader) {
        LeaderSession leader = gate.leader(header);
        return gate.core().readPoint().thenApply(index -> {
            gate.checkSeen(header);
            return look(leader, reader);
        });
    }

    private <T> T look(LeaderSession leader, Function<Reading, T> reader) {
        ResponseHeader header = gate.header();
        return gate.core().read(state -> reader.apply(new Reading(state, leader.soft(), header)));
    }
}
