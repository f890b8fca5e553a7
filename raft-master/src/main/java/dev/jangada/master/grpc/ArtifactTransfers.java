package dev.jangada.master.grpc;

import com.google.protobuf.ByteString;
import dev.jangada.master.replication.Leadership.MasterAddress;
import dev.jangada.protocol.Errors;
import dev.jangada.protocol.v1.ArtifactChunk;
import dev.jangada.protocol.v1.ErrorCode;
import dev.jangada.protocol.v1.FetchArtifactRequest;
import dev.jangada.protocol.v1.RequestHeader;
import dev.jangada.protocol.v1.UploadArtifactResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves artifacts between clients, masters and workers. Thread-safe. */
public final class ArtifactTransfers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ArtifactTransfers.class);
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final int COPYING_THREADS = 4;

    private final LeaderGate gate;
    private final ArtifactDisk disk;
    private final PeerCalls peers;
    private final AtomicInteger uploads = new AtomicInteger();
    private final ExecutorService copying = Executors.newFixedThreadPool(COPYING_THREADS, work -> {
        Thread thread = new Thread(work, "artifact-copies");
        thread.setDaemon(true);
        return thread;
    });

    public ArtifactTransfers(LeaderGate gate, ArtifactDisk disk, PeerCalls peers) {
        this.gate = gate;
        this.disk = disk;
        this.peers = peers;
    }

    /** Which of {@code digests} are not on this master's disk. */
    List<String> lacked(List<String> digests) {
        return digests.stream().filter(digest -> !disk.holds(checked(digest))).toList();
    }

    /** Which of {@code digests} a majority of the masters does not hold; a master that does not answer holds none. */
    CompletableFuture<List<String>> missing(List<String> digests) {
        if (digests.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        List<CompletableFuture<List<String>>> answers = new ArrayList<>();
        answers.add(CompletableFuture.completedFuture(lacked(digests)));
        for (MasterAddress master : peers.others()) {
            answers.add(peers.lacked(master, digests).exceptionally(failure -> digests));
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> {
                    Map<String, Integer> lacking = new HashMap<>();
                    answers.forEach(answer -> answer.join().forEach(digest -> lacking.merge(digest, 1, Integer::sum)));
                    int mayLack = answers.size() - majority(answers.size());
                    return digests.stream()
                            .filter(digest -> lacking.getOrDefault(digest, 0) > mayLack)
                            .toList();
                });
    }

    private static int majority(int masters) {
        return masters / 2 + 1;
    }

    static String checked(String digest) {
        if (!DIGEST.matcher(digest).matches()) {
            throw Errors.exception(
                    ErrorCode.INVALID, "'" + digest + "' is not the SHA-256 of an artifact in lower-case hex");
        }
        return digest;
    }

    /**
     * Takes in an artifact.
     *
     * @param check throws if the caller may not send it here
     * @param then what to do once it is on disk; brings the number of copies
     */
    StreamObserver<ArtifactChunk> upload(
            ServerCallStreamObserver<UploadArtifactResponse> call,
            Consumer<RequestHeader> check,
            Function<String, CompletableFuture<Integer>> then) {
        return new ArtifactUpload(gate, disk, uploads, call, check, then);
    }

    /** Copies an artifact of this master to the others; completes with the number of copies once a majority has it. */
    CompletableFuture<Integer> spread(String digest) {
        List<MasterAddress> others = peers.others();
        int needed = majority(others.size() + 1);
        CompletableFuture<Integer> enough = new CompletableFuture<>();
        AtomicInteger copies = new AtomicInteger(1);
        AtomicInteger open = new AtomicInteger(others.size());
        if (needed <= 1) {
            enough.complete(1);
        }
        for (MasterAddress master : others) {
            var unused = ArtifactCopy.begin(peers.storing(master), peers.header(), digest, disk)
                    .whenComplete((stored, failure) -> {
                        if (failure == null && copies.incrementAndGet() >= needed) {
                            enough.complete(copies.get());
                        } else if (failure != null) {
                            LOG.warn(
                                    "artifact={} could not be copied to master={}: {}",
                                    digest,
                                    master.id(),
                                    failure.getMessage());
                        }
                        if (open.decrementAndGet() == 0) {
                            enough.completeExceptionally(Errors.exception(
                                    ErrorCode.NOT_READY,
                                    "only " + copies.get() + " of " + (others.size() + 1)
                                            + " masters could store the artifact: try again when more of them run"));
                        }
                    });
        }
        return enough;
    }

    /** Sends an artifact to a worker or master, fetching it from another master first if it is not here. */
    void send(String digest, ServerCallStreamObserver<ArtifactChunk> call) {
        ArtifactDownload download = new ArtifactDownload(gate, digest, call);
        try {
            if (disk.holds(checked(digest))) {
                download.begin(disk);
            } else {
                copying.execute(() -> fetchAndSend(digest, download));
            }
        } catch (IOException | RuntimeException e) {
            download.fail(e);
        }
    }

    private void fetchAndSend(String digest, ArtifactDownload download) {
        try {
            fetch(digest);
            download.begin(disk);
        } catch (IOException | RuntimeException e) {
            download.fail(e);
        }
    }

    private void fetch(String digest) throws IOException {
        for (MasterAddress master : peers.others()) {
            try {
                if (!disk.holds(digest)
                        && peers.lacked(master, List.of(digest)).join().isEmpty()) {
                    fetch(digest, master);
                }
            } catch (RuntimeException e) {
                LOG.info("artifact={} could not be fetched from master={}: {}", digest, master.id(), e.getMessage());
            }
        }
        if (!disk.holds(digest)) {
            throw Errors.exception(
                    ErrorCode.MISSING_ARTIFACT,
                    "no master that answers holds artifact " + digest + ": upload it again");
        }
    }

    private void fetch(String digest, MasterAddress master) throws IOException {
        Iterator<ArtifactChunk> chunks = peers.fetching(master)
                .fetchArtifact(FetchArtifactRequest.newBuilder()
                        .setClusterId(gate.clusterId())
                        .setDigest(digest)
                        .build());
        ArtifactChunk chunk = chunks.next();
        try (ArtifactDisk.Incoming incoming = disk.receive(digest, chunk.getLength())) {
            write(chunk.getBytes(), incoming);
            while (chunks.hasNext()) {
                write(chunks.next().getBytes(), incoming);
            }
            incoming.complete();
        }
    }

    static void write(ByteString bytes, ArtifactDisk.Incoming incoming) throws IOException {
        if (!bytes.isEmpty()) {
            incoming.write(bytes.toByteArray());
        }
    }

    @Override
    public void close() {
        copying.shutdownNow();
    }
}
