package dev.jangada.client;

import dev.jangada.client.embedded.EmbeddedCluster;
import dev.jangada.client.rpc.MasterAddresses;
import dev.jangada.client.rpc.MasterClient;
import dev.jangada.client.rpc.Reports;
import dev.jangada.client.shipping.Shipment;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The way to a cluster, or to a whole cluster in this JVM.
 *
 * <pre>{@code
 * try (Jangada jangada = Jangada.connect("m1:7101,m2:7101,m3:7101")) {
 *     jangada.run(Job.of(WordCount.class).input("books").output("counts"));
 * }
 * }</pre>
 *
 * <p>Nothing is sent before the first call. A call looks for the leader for ten seconds; waiting for a job looks for
 * {@link #WAIT_PATIENCE} each time the leader is lost. Thread-safe.
 */
public final class Jangada implements AutoCloseable {
    /** The environment variable that names the masters. */
    public static final String MASTERS_VARIABLE = "JANGADA_MASTERS";

    /** How long a call looks for a leader. */
    public static final Duration CALL_PATIENCE = Duration.ofSeconds(10);

    /** How long a wait for a job looks for a leader, each time there is none. */
    public static final Duration WAIT_PATIENCE = Duration.ofSeconds(90);

    private final MasterClient masters;
    private final Duration waitPatience;
    private final @Nullable EmbeddedCluster embedded;

    private Jangada(MasterClient masters, Duration waitPatience, @Nullable EmbeddedCluster embedded) {
        this.masters = masters;
        this.waitPatience = waitPatience;
        this.embedded = embedded;
    }

    /** Goes to the cluster that the environment variable {@code JANGADA_MASTERS} names; without it, runs one in here. */
    public static Jangada connect() {
        String named = System.getenv(MASTERS_VARIABLE);
        return named == null || named.isBlank() ? embedded() : connect(named);
    }

    /**
     * Goes to a cluster.
     *
     * @param masters {@code host:port,host:port,...}; one is enough to find the others, more survive its loss
     * @throws IllegalArgumentException when it is not such a list
     */
    public static Jangada connect(String masters) {
        return over(MasterAddresses.parse(masters), CALL_PATIENCE, WAIT_PATIENCE);
    }

    /** Runs a cluster of one master and one worker in this JVM, with nothing left behind once this is closed. */
    public static Jangada embedded() {
        EmbeddedCluster cluster = EmbeddedCluster.start();
        return new Jangada(new MasterClient(cluster.masters(), CALL_PATIENCE), WAIT_PATIENCE, cluster);
    }

    /** Goes to a cluster with patience of one's own choice. */
    public static Jangada over(MasterAddresses masters, Duration callPatience, Duration waitPatience) {
        return new Jangada(new MasterClient(masters, callPatience), waitPatience, null);
    }

    /**
     * Submits a job and returns once the masters hold it safely. Changes of leader on the way are survived, and submit it
     * once.
     *
     * @throws InvalidJobException when the job cannot be run as described; nothing was sent then
     * @throws RefusedException when the masters refuse it
     * @throws NoLeaderException when no leader was found in time; the job may have been accepted or not, and a repeat with
     *     the same {@link Job#token} is safe
     */
    public JobHandle submit(Job job) {
        Shipment shipment = Shipment.of(job, embedded != null);
        String token = job.token().orElseGet(() -> UUID.randomUUID().toString());
        return job(masters.submit(token, shipment.request(), shipment.artifacts()));
    }

    /**
     * Submits a job and waits for its success.
     *
     * @see #submit
     * @see JobHandle#await()
     */
    public JobStatus run(Job job) {
        return submit(job).await();
    }

    /** A job that was submitted before, here or elsewhere. */
    public JobHandle job(String id) {
        return new JobHandle(masters, id, waitPatience);
    }

    /** The newest jobs first; a limit of 0 means all. */
    public List<JobStatus> jobs(int limit) {
        return masters.jobs(limit).stream().map(Reports::job).toList();
    }

    /** All workers that the leader knows. */
    public List<WorkerStatus> workers() {
        return masters.workers().stream().map(Reports::worker).toList();
    }

    /** Gives a worker no more work, and lets it go once nobody needs it. */
    public List<WorkerStatus> drain(String worker) {
        return masters.drain(worker).stream().map(Reports::worker).toList();
    }

    /** The masters, as any one of them sees them; works without a leader. */
    public MastersStatus masters() {
        return Reports.masters(masters.masterList());
    }

    /** Ends the connections, and the cluster if it is embedded. Jobs on other clusters go on. */
    @Override
    public void close() {
        masters.close();
        if (embedded != null) {
            embedded.close();
        }
    }
}
