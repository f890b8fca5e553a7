package dev.jangada.client.rpc;

import dev.jangada.client.RefusedException;
import dev.jangada.protocol.v1.CancelJobRequest;
import dev.jangada.protocol.v1.ChangeMastersRequest;
import dev.jangada.protocol.v1.ChangeMastersResponse;
import dev.jangada.protocol.v1.ClientGrpc;
import dev.jangada.protocol.v1.ClientGrpc.ClientBlockingStub;
import dev.jangada.protocol.v1.DrainWorkerRequest;
import dev.jangada.protocol.v1.ExplainJobResponse;
import dev.jangada.protocol.v1.GetJobLogsRequest;
import dev.jangada.protocol.v1.GetJobLogsResponse;
import dev.jangada.protocol.v1.GetJobRequest;
import dev.jangada.protocol.v1.JobInfo;
import dev.jangada.protocol.v1.JobRequest;
import dev.jangada.protocol.v1.ListJobsRequest;
import dev.jangada.protocol.v1.ListMastersRequest;
import dev.jangada.protocol.v1.ListMastersResponse;
import dev.jangada.protocol.v1.ListWorkersRequest;
import dev.jangada.protocol.v1.NewMaster;
import dev.jangada.protocol.v1.RequestHeader;
import dev.jangada.protocol.v1.ResponseHeader;
import dev.jangada.protocol.v1.SubmitJobRequest;
import dev.jangada.protocol.v1.TransferLeadershipRequest;
import dev.jangada.protocol.v1.WorkerInfo;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The calls of the client service, each addressed to whoever leads. A call looks for the leader until its patience is
 * over, then throws {@link dev.jangada.client.NoLeaderException}; a refusal is thrown at once. Thread-safe.
 */
public final class MasterClient implements AutoCloseable {
    /** How long one master may take to answer before another is asked: a paused process still accepts connections. */
    static final Duration ONE_ANSWER = Duration.ofSeconds(4);

    private static final int UPLOAD_ROUNDS = 3;

    private final MasterChannels channels = new MasterChannels();
    private final ClusterView view;
    private final MasterAddresses masters;
    private final Duration patience;

    /**
     * Connects to nobody yet.
     *
     * @param masters where to begin
     * @param patience how long each call looks for a leader
     */
    public MasterClient(MasterAddresses masters, Duration patience) {
        this.masters = masters;
        this.patience = patience;
        this.view = new ClusterView(masters, UUID.randomUUID().toString());
    }

    /** Where this client was told to begin. */
    public MasterAddresses masters() {
        return masters;
    }

    /**
     * Submits a job, and brings the artifacts that the masters do not have. Repeating it with the same token submits once.
     *
     * @param artifacts the bytes of the request's artifacts by digest
     * @return the job's id
     */
    public String submit(String token, JobRequest job, Map<String, byte[]> artifacts) {
        for (int round = 1; ; round++) {
            ArtifactUpload.bringMissing(channels, view, artifacts, patience);
            try {
                return call(
                                (stub, header) -> stub.submitJob(SubmitJobRequest.newBuilder()
                                        .setHeader(header)
                                        .setToken(token)
                                        .setJob(job)
                                        .build()),
                                response -> response.getHeader())
                        .getJob();
            } catch (RefusedException e) {
                // Artifacts that no job needs are collected, perhaps just before this job needed them.
                if (e.reason() != RefusedException.Reason.MISSING_ARTIFACT || round == UPLOAD_ROUNDS) {
                    throw e;
                }
            }
        }
    }

    /** One job. */
    public JobInfo job(String job) {
        return call((stub, header) -> stub.getJob(getJob(header, job)), response -> response.getHeader())
                .getJob();
    }

    /** The newest jobs first; a limit of 0 means all. */
    public List<JobInfo> jobs(int limit) {
        return call(
                        (stub, header) -> stub.listJobs(ListJobsRequest.newBuilder()
                                .setHeader(header)
                                .setLimit(limit)
                                .build()),
                        response -> response.getHeader())
                .getJobsList();
    }

    /** Asks for a cancel; the answer is the job as it is then. */
    public JobInfo cancel(String job, String reason) {
        return call(
                        (stub, header) -> stub.cancelJob(CancelJobRequest.newBuilder()
                                .setHeader(header)
                                .setJob(job)
                                .setReason(reason)
                                .build()),
                        response -> response.getHeader())
                .getJob();
    }

    /** What happened to a job and why. */
    public ExplainJobResponse explain(String job) {
        return call((stub, header) -> stub.explainJob(getJob(header, job)), response -> response.getHeader());
    }

    /** What is known of what its attempts printed. */
    public GetJobLogsResponse logs(String job) {
        return call(
                (stub, header) -> stub.getJobLogs(GetJobLogsRequest.newBuilder()
                        .setHeader(header)
                        .setJob(job)
                        .build()),
                response -> response.getHeader());
    }

    /** All workers. */
    public List<WorkerInfo> workers() {
        return call(
                        (stub, header) -> stub.listWorkers(ListWorkersRequest.newBuilder()
                                .setHeader(header)
                                .build()),
                        response -> response.getHeader())
                .getWorkersList();
    }

    /** Takes no more work to a worker, and lets it go once it is idle. */
    public List<WorkerInfo> drain(String worker) {
        return call(
                        (stub, header) -> stub.drainWorker(DrainWorkerRequest.newBuilder()
                                .setHeader(header)
                                .setWorker(worker)
                                .build()),
                        response -> response.getHeader())
                .getWorkersList();
    }

    /** The masters as the first one sees them that answers; needs no leader. */
    public ListMastersResponse masterList() {
        LeaderSearch search = new LeaderSearch(view, patience);
        while (true) {
            try {
                return stub(search.target(), search)
                        .listMasters(ListMastersRequest.newBuilder()
                                .setHeader(view.header())
                                .build());
            } catch (StatusRuntimeException e) {
                search.failed(Failure.of(e));
            }
        }
    }

    /** Hands leadership to another master; any other if {@code to} is empty. Returns the new leader's id. */
    public String transferLeadership(String to) {
        LeaderSearch search = new LeaderSearch(view, patience);
        while (true) {
            try {
                return stub(search.target(), search)
                        .transferLeadership(TransferLeadershipRequest.newBuilder()
                                .setHeader(view.header())
                                .setTo(to)
                                .build())
                        .getLeaderId();
            } catch (StatusRuntimeException e) {
                search.failed(Failure.of(e));
            }
        }
    }

    /** Begins to add a master to the cluster, or says how far that is; to be asked again until it is done. */
    public ChangeMastersResponse addMaster(NewMaster master) {
        return change(ChangeMastersRequest.newBuilder().setAdd(master));
    }

    /** Begins to remove a master from the cluster, or says how far that is; to be asked again until it is done. */
    public ChangeMastersResponse removeMaster(String id) {
        return change(ChangeMastersRequest.newBuilder().setRemove(id));
    }

    private ChangeMastersResponse change(ChangeMastersRequest.Builder change) {
        return call(
                (stub, header) ->
                        stub.changeMasters(change.clone().setHeader(header).build()),
                response -> response.getHeader());
    }

    /** Follows a job until it ends, and returns it as it ended. */
    public JobInfo watch(String job, JobWatch.Terms terms) {
        return new JobWatch(channels, view, job, terms).follow();
    }

    private <T> T call(Call<T> call, Function<T, ResponseHeader> headerOf) {
        LeaderSearch search = new LeaderSearch(view, patience);
        while (true) {
            HostPort master = search.target();
            try {
                T answer = call.on(stub(master, search), view.header());
                view.leads(master);
                view.learn(master, headerOf.apply(answer));
                return answer;
            } catch (StatusRuntimeException e) {
                search.failed(Failure.of(e));
            }
        }
    }

    private ClientBlockingStub stub(HostPort master, LeaderSearch search) {
        long millis = Math.min(ONE_ANSWER.toMillis(), search.remaining().toMillis());
        return ClientGrpc.newBlockingStub(channels.to(master)).withDeadlineAfter(millis, TimeUnit.MILLISECONDS);
    }

    private static GetJobRequest getJob(RequestHeader header, String job) {
        return GetJobRequest.newBuilder().setHeader(header).setJob(job).build();
    }

    /** Ends all connections; a call under way fails. */
    @Override
    public void close() {
        channels.close();
    }

    /** One try at a call. */
    @FunctionalInterface
    private interface Call<T> {
        T on(ClientBlockingStub stub, RequestHeader header);
    }
}
