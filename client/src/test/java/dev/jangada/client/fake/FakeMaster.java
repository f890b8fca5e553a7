package dev.jangada.client.fake;

import com.google.protobuf.ByteString;
import dev.jangada.protocol.Errors;
import dev.jangada.protocol.v1.ArtifactChunk;
import dev.jangada.protocol.v1.CancelJobRequest;
import dev.jangada.protocol.v1.ClientGrpc.ClientImplBase;
import dev.jangada.protocol.v1.ErrorCode;
import dev.jangada.protocol.v1.ErrorDetail;
import dev.jangada.protocol.v1.FindMissingArtifactsRequest;
import dev.jangada.protocol.v1.FindMissingArtifactsResponse;
import dev.jangada.protocol.v1.GetJobRequest;
import dev.jangada.protocol.v1.JobInfo;
import dev.jangada.protocol.v1.JobPhase;
import dev.jangada.protocol.v1.JobResponse;
import dev.jangada.protocol.v1.ListJobsRequest;
import dev.jangada.protocol.v1.ListJobsResponse;
import dev.jangada.protocol.v1.ListMastersRequest;
import dev.jangada.protocol.v1.ListMastersResponse;
import dev.jangada.protocol.v1.MasterInfo;
import dev.jangada.protocol.v1.SubmitJobRequest;
import dev.jangada.protocol.v1.SubmitJobResponse;
import dev.jangada.protocol.v1.UploadArtifactResponse;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** One of {@link FakeMasters}. */
final class FakeMaster extends ClientImplBase {
    private final FakeMasters all;
    private final int number;
    private volatile int port;

    FakeMaster(FakeMasters all, int number) {
        this.all = all;
        this.number = number;
    }

    int number() {
        return number;
    }

    int port() {
        return port;
    }

    void port(int newPort) {
        port = newPort;
    }

    String address() {
        return "127.0.0.1:" + all.portOf(number);
    }

    StatusRuntimeException notLeader() {
        String leader = all.leaderAddress();
        return Errors.exception(ErrorDetail.newBuilder()
                .setCode(leader.isEmpty() ? ErrorCode.NOT_READY : ErrorCode.NOT_LEADER)
                .setMessage(leader.isEmpty() ? "no leader is known" : "ask the leader")
                .setLeaderAddress(leader)
                .build());
    }

    private boolean refuses(String call, StreamObserver<?> out) {
        all.started(this, call);
        if (all.leader() == number) {
            return false;
        }
        out.onError(notLeader());
        return true;
    }

    private static <T> void answer(StreamObserver<T> out, T answer) {
        out.onNext(answer);
        out.onCompleted();
    }

    @Override
    public void submitJob(SubmitJobRequest request, StreamObserver<SubmitJobResponse> out) {
        if (refuses("SubmitJob", out)) {
            return;
        }
        if (!all.artifacts().containsAll(request.getJob().getArtifactsList())) {
            out.onError(Errors.exception(ErrorCode.MISSING_ARTIFACT, "upload the artifacts first"));
            return;
        }
        String job = all.submit(request.getToken(), request.getJob());
        if (request.getJob().getName().equals("lost-reply") && number == 0) {
            out.onError(io.grpc.Status.UNAVAILABLE.asRuntimeException());
            return;
        }
        answer(
                out,
                SubmitJobResponse.newBuilder()
                        .setHeader(all.header())
                        .setJob(job)
                        .build());
    }

    @Override
    public void getJob(GetJobRequest request, StreamObserver<JobResponse> out) {
        if (refuses("GetJob", out)) {
            return;
        }
        JobInfo job = all.find(request.getJob());
        if (job == null) {
            out.onError(Errors.exception(ErrorCode.UNKNOWN_JOB, "there is no job " + request.getJob()));
            return;
        }
        answer(out, JobResponse.newBuilder().setHeader(all.header()).setJob(job).build());
    }

    @Override
    public void listJobs(ListJobsRequest request, StreamObserver<ListJobsResponse> out) {
        if (!refuses("ListJobs", out)) {
            answer(
                    out,
                    ListJobsResponse.newBuilder()
                            .setHeader(all.header())
                            .addAllJobs(all.all())
                            .build());
        }
    }

    @Override
    public void watchJob(GetJobRequest request, StreamObserver<JobResponse> out) {
        if (refuses("WatchJob", out)) {
            return;
        }
        JobInfo job = all.find(request.getJob());
        if (job == null) {
            out.onError(Errors.exception(ErrorCode.UNKNOWN_JOB, "there is no job " + request.getJob()));
            return;
        }
        all.watch(this, job, out);
    }

    @Override
    public void cancelJob(CancelJobRequest request, StreamObserver<JobResponse> out) {
        if (refuses("CancelJob", out)) {
            return;
        }
        JobInfo job = all.find(request.getJob());
        if (job == null || job.getState() == JobPhase.SUCCEEDED) {
            out.onError(Errors.exception(ErrorCode.WRONG_STATE, "the job has succeeded already"));
            return;
        }
        JobInfo cancelled = job.toBuilder()
                .setState(JobPhase.CANCELLED)
                .setReason("cancelled: " + request.getReason())
                .build();
        all.replace(cancelled);
        answer(
                out,
                JobResponse.newBuilder()
                        .setHeader(all.header())
                        .setJob(cancelled)
                        .build());
    }

    @Override
    public void listMasters(ListMastersRequest request, StreamObserver<ListMastersResponse> out) {
        all.started(this, "ListMasters");
        answer(
                out,
                ListMastersResponse.newBuilder()
                        .setHeader(all.header())
                        .addMasters(
                                MasterInfo.newBuilder().setId("m1").setRole(all.leader() == 0 ? "LEADER" : "FOLLOWER"))
                        .build());
    }

    @Override
    public void findMissingArtifacts(
            FindMissingArtifactsRequest request, StreamObserver<FindMissingArtifactsResponse> out) {
        if (!refuses("FindMissingArtifacts", out)) {
            answer(
                    out,
                    FindMissingArtifactsResponse.newBuilder()
                            .addAllDigests(request.getDigestsList().stream()
                                    .filter(digest -> !all.artifacts().contains(digest))
                                    .toList())
                            .build());
        }
    }

    @Override
    public StreamObserver<ArtifactChunk> uploadArtifact(StreamObserver<UploadArtifactResponse> out) {
        boolean refused = refuses("UploadArtifact", out);
        return new StreamObserver<>() {
            private ArtifactChunk first = ArtifactChunk.getDefaultInstance();
            private ByteString bytes = ByteString.EMPTY;

            @Override
            public void onNext(ArtifactChunk chunk) {
                if (chunk.getDigest().isEmpty()) {
                    bytes = bytes.concat(chunk.getBytes());
                } else {
                    first = chunk;
                }
            }

            @Override
            public void onError(Throwable error) {}

            @Override
            public void onCompleted() {
                if (refused) {
                    return;
                }
                if (bytes.size() != first.getLength() || !sha256(bytes).equals(first.getDigest())) {
                    out.onError(Errors.exception(ErrorCode.INVALID, "the bytes are not those of the digest"));
                    return;
                }
                all.keep(first.getDigest());
                answer(
                        out,
                        UploadArtifactResponse.newBuilder()
                                .setDigest(first.getDigest())
                                .setCopies(1)
                                .build());
            }
        };
    }

    private static String sha256(ByteString bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
