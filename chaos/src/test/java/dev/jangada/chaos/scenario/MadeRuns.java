package dev.jangada.chaos.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.chaos.junit.JangadaCluster;
import dev.jangada.client.Job;
import dev.jangada.client.JobHandle;
import dev.jangada.client.JobStatus;
import dev.jangada.client.Stage;
import dev.jangada.client.StageProgress;
import dev.jangada.client.WorkerStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Runs of {@link MadeWords} on one cluster, to be compared with one that nothing disturbed. */
final class MadeRuns {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final JangadaCluster cluster;
    private Map<String, String> parts = Map.of();
    private Optional<JobStatus> end = Optional.empty();

    MadeRuns(JangadaCluster cluster) {
        this.cluster = cluster;
    }

    /** Makes the run that others are compared with. */
    void undisturbed() {
        end = Optional.of(cluster.client().run(job("undisturbed")));
        parts = Parts.of(output("undisturbed"));
        assertThat(parts).hasSize(MadeWords.REDUCES);
    }

    Path output(String name) {
        return cluster.data().resolve(name);
    }

    private Path gate(String name) {
        return cluster.data().resolve(name.replace('/', '-') + ".gate");
    }

    /** A job with this output. */
    Job job(String name) {
        return MadeWords.to(output(name));
    }

    /** The same, and its last maps wait in their middle. */
    Job gatedJob(String name) {
        return job(name).arg("gate", gate(name).toString());
    }

    JobHandle start(String name) {
        return cluster.submit(job(name));
    }

    /** Starts a job whose last maps wait in their middle, and waits until only these are left. */
    JobHandle startGated(String name) {
        JobHandle job = cluster.submit(gatedJob(name));
        awaitOnlyGated(job);
        return job;
    }

    void awaitOnlyGated(JobHandle job) {
        cluster.awaitThat(
                "only maps in their middle are left",
                () -> committed(job, Stage.MAP) == MadeWords.GATED
                        && job.status().attempts().live() == MadeWords.MAPS - MadeWords.GATED);
    }

    void openGate(String name) {
        try {
            Files.createFile(gate(name));
        } catch (IOException e) {
            throw new AssertionError("cannot make " + gate(name), e);
        }
    }

    /** Waits for success, with the same bytes and counters as undisturbed. */
    JobStatus awaitSame(String name, JobHandle job) {
        JobStatus disturbed = job.await(PATIENCE);
        assertSameParts(name);
        assertThat(disturbed.counters()).isEqualTo(end.orElseThrow().counters());
        return disturbed;
    }

    /** The output of a run is there, with the same bytes as undisturbed. */
    void assertSameParts(String name) {
        assertThat(Parts.of(output(name))).isEqualTo(parts);
    }

    /** The same, and some of the work was done again. */
    void awaitSameWithWorkDoneAgain(String name, JobHandle job) {
        assertThat(awaitSame(name, job).attempts().started())
                .isGreaterThan(end.orElseThrow().attempts().started());
    }

    /** A worker that runs something. */
    String busyWorker() {
        return cluster.workers().stream()
                .filter(id -> worker(id).liveAttempts() > 0)
                .findFirst()
                .orElseThrow();
    }

    /** How many attempts the undisturbed run started. */
    int attemptsUndisturbed() {
        return end.orElseThrow().attempts().started();
    }

    WorkerStatus worker(String id) {
        return cluster.client().workers().stream()
                .filter(worker -> worker.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    static int committed(JobHandle job, Stage stage) {
        return committed(job.status(), stage);
    }

    static int committed(JobStatus job, Stage stage) {
        return job.stages().stream()
                .filter(progress -> progress.stage() == stage)
                .mapToInt(StageProgress::committed)
                .sum();
    }
}
