package dev.jangada.client.fake;

import dev.jangada.client.rpc.MasterAddresses;
import dev.jangada.protocol.v1.JobInfo;
import dev.jangada.protocol.v1.JobPhase;
import dev.jangada.protocol.v1.JobRequest;
import dev.jangada.protocol.v1.JobResponse;
import dev.jangada.protocol.v1.ResponseHeader;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Masters that answer clients as real ones do, over real connections, with one state between them and a leader that the
 * test chooses. Thread-safe.
 */
public final class FakeMasters implements AutoCloseable {
    private final List<FakeMaster> masters = new ArrayList<>();
    private final List<@Nullable Server> servers = new ArrayList<>();
    private final Map<String, String> jobsByToken = new LinkedHashMap<>();
    private final Map<String, JobInfo> jobs = new LinkedHashMap<>();
    private final Map<String, JobRequest> requests = new LinkedHashMap<>();
    private final Set<String> artifacts = new HashSet<>();
    private final List<Watcher> watchers = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private int leader;
    private long index = 100;

    private record Watcher(int master, String job, StreamObserver<JobResponse> stream) {}

    /** Starts masters m1 to mN, of which m1 leads. */
    public FakeMasters(int count) {
        for (int number = 0; number < count; number++) {
            FakeMaster master = new FakeMaster(this, number);
            masters.add(master);
            servers.add(start(master, 0));
        }
    }

    private static Server start(FakeMaster master, int port) {
        try {
            return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                    .directExecutor()
                    .addService(master)
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All addresses, m1 first. */
    public synchronized MasterAddresses addresses() {
        return MasterAddresses.parse(masters.stream().map(FakeMaster::address).collect(Collectors.joining(",")));
    }

    synchronized void started(FakeMaster master, String text) {
        calls.add("m" + (master.number() + 1) + " " + text);
    }

    /** Every call so far, such as {@code m1 SubmitJob}. */
    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    /** Makes another master the leader; 0 means that there is none. Watches at the old one end. */
    public synchronized void lead(int number) {
        leader = number - 1;
        index += 10;
        for (Watcher watcher : List.copyOf(watchers)) {
            watchers.remove(watcher);
            watcher.stream().onError(masters.get(watcher.master()).notLeader());
        }
    }

    /** Ends a master as a SIGKILL would. */
    public void kill(int number) {
        Server server;
        synchronized (this) {
            server = servers.get(number - 1);
            servers.set(number - 1, null);
            watchers.removeIf(watcher -> watcher.master() == number - 1);
        }
        if (server != null) {
            masters.get(number - 1).port(server.getPort());
            server.shutdownNow();
        }
    }

    /** Starts a killed master again at its address. */
    public synchronized void revive(int number) {
        servers.set(
                number - 1,
                start(masters.get(number - 1), masters.get(number - 1).port()));
    }

    /** Changes a job, and tells those who watch it. */
    public synchronized void change(String job, JobPhase state, double progress) {
        JobInfo info = jobs.get(job);
        if (info == null) {
            throw new IllegalArgumentException("no such job: " + job);
        }
        JobInfo changed = info.toBuilder().setState(state).setProgress(progress).build();
        replace(changed);
    }

    /** Replaces a job, and tells those who watch it. */
    public synchronized void replace(JobInfo changed) {
        index++;
        jobs.put(changed.getId(), changed);
        for (Watcher watcher : List.copyOf(watchers)) {
            if (watcher.job().equals(changed.getId())) {
                send(watcher, changed);
            }
        }
    }

    private void send(Watcher watcher, JobInfo job) {
        watcher.stream()
                .onNext(JobResponse.newBuilder().setHeader(header()).setJob(job).build());
        if (isTerminal(job.getState())) {
            watchers.remove(watcher);
            watcher.stream().onCompleted();
        }
    }

    private static boolean isTerminal(JobPhase phase) {
        return phase == JobPhase.SUCCEEDED || phase == JobPhase.FAILED || phase == JobPhase.CANCELLED;
    }

    /** What was asked for under a job's id. */
    public synchronized JobRequest request(String job) {
        JobRequest request = requests.get(job);
        if (request == null) {
            throw new IllegalArgumentException("no such job: " + job);
        }
        return request;
    }

    /** The ids of all jobs. */
    public synchronized List<String> jobIds() {
        return List.copyOf(jobs.keySet());
    }

    /** How many streams watch a job now. */
    public synchronized int watchers() {
        return watchers.size();
    }

    /** The digests of the artifacts that were uploaded. */
    public synchronized Set<String> artifacts() {
        return Set.copyOf(artifacts);
    }

    /** Forgets the artifacts, as the masters do when no job needs them. */
    public synchronized void forgetArtifacts() {
        artifacts.clear();
    }

    synchronized void keep(String digest) {
        artifacts.add(digest);
    }

    synchronized int leader() {
        return leader;
    }

    synchronized String leaderAddress() {
        return leader < 0 ? "" : masters.get(leader).address();
    }

    synchronized ResponseHeader header() {
        return ResponseHeader.newBuilder()
                .setClusterId("cluster-1")
                .setTerm(1)
                .setIndex(index)
                .setLeaderId("m" + (leader + 1))
                .build();
    }

    synchronized String submit(String token, JobRequest request) {
        index++;
        return jobsByToken.computeIfAbsent(token, unseen -> {
            String id = "job-" + (jobs.size() + 1);
            requests.put(id, request);
            jobs.put(
                    id,
                    JobInfo.newBuilder()
                            .setId(id)
                            .setName(request.getName())
                            .setDefinition(request.getDefinition())
                            .setState(JobPhase.SUBMITTED)
                            .setOutput(request.getOutput())
                            .setSubmittedAtMillis(1_000)
                            .build());
            return id;
        });
    }

    synchronized @Nullable JobInfo find(String job) {
        return jobs.get(job);
    }

    synchronized List<JobInfo> all() {
        return List.copyOf(jobs.values());
    }

    synchronized void watch(FakeMaster master, JobInfo job, StreamObserver<JobResponse> stream) {
        Watcher watcher = new Watcher(master.number(), job.getId(), stream);
        watchers.add(watcher);
        send(watcher, job);
    }

    @Override
    public void close() {
        for (int number = 1; number <= masters.size(); number++) {
            kill(number);
        }
    }

    synchronized int portOf(int number) {
        Server server = servers.size() > number ? servers.get(number) : null;
        return server == null ? masters.get(number).port() : server.getPort();
    }
}
