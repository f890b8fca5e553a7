package dev.jangada.worker.shuffle;

import static dev.jangada.worker.TestJobs.JOB;
import static dev.jangada.worker.TestJobs.assignMap;
import static dev.jangada.worker.TestJobs.map;
import static dev.jangada.worker.TestJobs.reduce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jangada.engine.Segment;
import dev.jangada.engine.run.Extent;
import dev.jangada.engine.run.RunFile;
import dev.jangada.engine.task.SegmentUnavailableException;
import dev.jangada.protocol.v1.Assignment;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.FailureKind;
import dev.jangada.protocol.v1.JobRequest;
import dev.jangada.protocol.v1.LostOutput;
import dev.jangada.protocol.v1.MapOutput;
import dev.jangada.protocol.v1.MapOutputs;
import dev.jangada.protocol.v1.Outcome;
import dev.jangada.protocol.v1.PlanChunk;
import dev.jangada.protocol.v1.Trouble;
import dev.jangada.protocol.v1.WorkerLocation;
import dev.jangada.protocol.v1.WorkerToken;
import dev.jangada.storage.OutputArea;
import dev.jangada.storage.Storages;
import dev.jangada.worker.TestJobs;
import dev.jangada.worker.local.JobDirectory;
import dev.jangada.worker.local.WorkerDirectory;
import dev.jangada.worker.task.AttemptControl;
import dev.jangada.worker.task.AttemptListener;
import dev.jangada.worker.task.AttemptRunner;
import dev.jangada.worker.task.JobRuntime;
import dev.jangada.worker.task.TaskSite;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A holder that runs maps, a server over its files, and a reader on the same machine or on another one. */
class ShuffleIT {

    private static final int MAPS = 3;
    private static final WorkerToken HOLDER =
            WorkerToken.newBuilder().setWorker("w1").setEpoch(1).build();
    private static final WorkerToken READER =
            WorkerToken.newBuilder().setWorker("w2").setEpoch(1).build();

    @TempDir
    private Path root;

    private final List<LostOutput> losses = new ArrayList<>();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private String served = "c1";
    private WorkerToken server = HOLDER;
    private String address = "";
    private int reduces;
    private Runnable onProgress = () -> {};
    private JobRequest.Builder request = JobRequest.newBuilder();

    @BeforeEach
    void runMaps() throws Exception {
        WorkerDirectory holder = WorkerDirectory.open(root.resolve("w1"), "w1");
        opened.add(holder);
        holder.join("c1");
        request = TestJobs.request(TestJobs.Digits.class, Map.of())
                .setOutput(root.resolve("out").toString());
        OutputArea area = Storages.forPath(request.getOutput()).output(request.getOutput(), "c1-" + JOB);
        area.prepare(false);
        JobRuntime job = runtime(HOLDER, "w1", "here");
        for (int i = 0; i < MAPS; i++) {
            assertThat(run(job, assignMap(i)).hasCommitted()).isTrue();
        }
        ShuffleService service =
                new ShuffleService(holder.path(), new RunFiles(), () -> new ShuffleService.Identity(served, server));
        ShuffleServer listening =
                ShuffleServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), service);
        opened.add(listening);
        address = "127.0.0.1:" + listening.port();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : opened) {
            closeable.close();
        }
    }

    private JobRuntime runtime(WorkerToken self, String directory, String machine) {
        ShuffleChannels channels = new ShuffleChannels();
        opened.add(0, channels);
        TaskSite site = new TaskSite(self, machine, root.resolve(directory), 2, 4 << 20);
        return new JobRuntime(
                TestJobs.describe(request, MAPS, 2),
                new JobRuntime.Surroundings(site, digests -> List.of(), new RunFiles(), channels));
    }

    private Outcome run(JobRuntime job, Assignment assignment) {
        return new AttemptRunner(job, assignment, new AttemptControl(), new LossListener(losses, onProgress)).run();
    }

    private MapOutputs outputs() {
        MapOutputs.Builder outputs = MapOutputs.newBuilder()
                .setJob(JOB)
                .setToVersion(MAPS)
                .addWorkers(WorkerLocation.newBuilder()
                        .setWorker(HOLDER)
                        .setAddress(address)
                        .setMachine("here")
                        .setDirectory(root.resolve("w1").toString()));
        for (int i = 0; i < MAPS; i++) {
            outputs.addOutputs(MapOutput.newBuilder().setMap(i).setHolder(HOLDER));
        }
        return outputs.build();
    }

    private Outcome reduceOn(String machine) {
        return reduceBy(reader(machine));
    }

    private JobRuntime reader(String machine) {
        JobRuntime reader = runtime(READER, "w2", machine);
        reader.outputs().apply(outputs());
        return reader;
    }

    private Outcome reduceBy(JobRuntime reader) {
        return run(
                reader,
                Assignment.newBuilder()
                        .setAttempt(reduce(0).toBuilder().setNumber(reduces++))
                        .setRequiredVersion(MAPS)
                        .build());
    }

    private SegmentFetcher fetcher(String machine) {
        JobOutputs known = new JobOutputs(JOB);
        known.apply(outputs());
        ShuffleChannels channels = new ShuffleChannels();
        opened.add(0, channels);
        return new SegmentFetcher(
                new SegmentFetcher.Request(reduce(0), MAPS, MAPS),
                new SegmentFetcher.Access("c1", known, new LocalSegments(machine, "c1", new RunFiles()), channels),
                new AttemptControl());
    }

    private Path runFile(int map) {
        return JobDirectory.mapOutput(root.resolve("w1"), HOLDER, map(map));
    }

    private void flipByteOfPartition0(int map) throws Exception {
        Extent extent = RunFile.open(runFile(map)).extent(0);
        try (RandomAccessFile file = new RandomAccessFile(runFile(map).toFile(), "rw")) {
            file.seek(extent.offset() + extent.length() - 1);
            int before = file.read();
            file.seek(extent.offset() + extent.length() - 1);
            file.write(before ^ 1);
        }
    }

    @Test
    void filesOfTheSameMachineAreReadInPlace() throws Exception {
        try (SegmentFetcher segments = fetcher("here")) {
            for (int i = 0; i < MAPS; i++) {
                assertThat(segments.next()).isInstanceOf(Segment.InFile.class);
            }
            assertThat(segments.consumedVersion()).isEqualTo(MAPS);
        }
    }

    @Test
    void segmentsOfAnotherMachineAreTheSameBytes() throws Exception {
        try (SegmentFetcher segments = fetcher("elsewhere")) {
            for (int i = 0; i < MAPS; i++) {
                Segment.Streamed segment = (Segment.Streamed) segments.next();
                Extent extent = RunFile.open(runFile(segment.mapIndex())).extent(0);
                byte[] bytes = segment.stream().readAllBytes();
                assertThat(segment.length()).isEqualTo(extent.length());
                try (RandomAccessFile file =
                        new RandomAccessFile(runFile(segment.mapIndex()).toFile(), "r")) {
                    byte[] expected = new byte[(int) extent.length()];
                    file.seek(extent.offset());
                    file.readFully(expected);
                    assertThat(bytes).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void reduceGivesTheSameOnBothWays() {
        Outcome local = reduceOn("here");
        Outcome remote = reduceOn("elsewhere");

        assertThat(local.hasCommitted()).as("%s", local).isTrue();
        assertThat(remote.getCommitted().getReduced().getPart())
                .isEqualTo(local.getCommitted().getReduced().getPart());
        assertThat(local.getCommitted().getReduced().getConsumedVersion()).isEqualTo(MAPS);
    }

    @Test
    void missingFileIsReportedLostWithItsHolder() throws Exception {
        Files.delete(runFile(1));

        assertLost(reduceOn("here"), 1, "there is no file");
        assertThat(losses.get(0).getTrouble()).isEqualTo(Trouble.TROUBLE_MISSING);
        losses.clear();
        assertLost(reduceOn("elsewhere"), 1, "there is no file");
    }

    @Test
    void truncatedFileIsReportedLostWithItsHolder() throws Exception {
        truncate(runFile(1));

        assertLost(reduceOn("here"), 1, "corrupt");
        losses.clear();
        assertLost(reduceOn("elsewhere"), 1, "corrupt");
    }

    private static void truncate(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(20); // within the first block
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"here", "elsewhere"})
    void fileThatVanishesAfterItsFooterWasReadIsReportedLost(String machine) throws Exception {
        JobRuntime reader = reader(machine);
        assertThat(reduceBy(reader).hasCommitted()).isTrue();
        Files.delete(runFile(1));

        assertLost(reduceBy(reader), 1, "there is no file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"here", "elsewhere"})
    void fileThatIsTruncatedAfterItsFooterWasReadIsReportedLost(String machine) throws Exception {
        JobRuntime reader = reader(machine);
        assertThat(reduceBy(reader).hasCommitted()).isTrue();
        truncate(runFile(1));

        assertLost(reduceBy(reader), 1, "");
    }

    @Test
    void fileThatVanishesBetweenBeingFoundAndBeingMergedIsReportedLost() {
        onProgress = () -> {
            try {
                Files.deleteIfExists(runFile(0));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };

        assertLost(reduceOn("here"), 0, "there is no file");
    }

    @Test
    void fileThatIsTruncatedBetweenBeingFoundAndBeingMergedIsReportedLost() {
        onProgress = () -> {
            try {
                truncate(runFile(0));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };

        assertLost(reduceOn("here"), 0, "corrupt");
    }

    @Test
    @Tag("scenario:worker-bit-flip-map-output")
    void flippedByteIsReportedLostAsCorrupt() throws Exception {
        flipByteOfPartition0(2);

        assertLost(reduceOn("here"), 2, "corrupt");
        assertThat(losses.get(0).getTrouble()).isEqualTo(Trouble.TROUBLE_CORRUPT);
        losses.clear();
        assertLost(reduceOn("elsewhere"), 2, "corrupt");
    }

    private void assertLost(Outcome outcome, int map, String cause) {
        assertThat(outcome.getFailed().getKind()).as("%s", outcome).isEqualTo(FailureKind.FETCH);
        assertThat(losses).hasSize(1);
        assertThat(losses.get(0).getLost()).isEqualTo(map(map));
        assertThat(losses.get(0).getCause()).contains("worker w1 (epoch 1)").contains(cause);
    }

    @Test
    void otherEpochAndOtherClusterAreRefused() throws Exception {
        server = HOLDER.toBuilder().setEpoch(2).build();
        assertRefused("this is worker w1 in epoch 2, not w1 in epoch 1");
        server = HOLDER;
        served = "c2";
        assertRefused("another cluster");
    }

    private void assertRefused(String why) {
        try (SegmentFetcher segments = fetcher("elsewhere")) {
            assertThatThrownBy(segments::next)
                    .isInstanceOf(SegmentUnavailableException.class)
                    .hasMessageContaining(why);
        }
    }

    @Test
    void deadHolderIsNoticedSoonAfterAFewTries() throws Exception {
        closeServer();

        assertLost(reduceOn("elsewhere"), 0, "Connection refused");
        assertThat(losses.get(0).getTrouble()).isEqualTo(Trouble.TROUBLE_UNREACHABLE);
    }

    @Test
    @Tag("scenario:worker-reducer-reaches-nobody")
    void unreachableHolderMakesTheReaderTryTheOthers() throws Exception {
        JobRuntime reader = runtime(READER, "w2", "elsewhere");
        MapOutputs.Builder outputs = outputs().toBuilder();
        // One holder whose port nobody listens to, one that can be reached, one more that cannot.
        outputs.addWorkers(located("w3", "127.0.0.1:1")).addWorkers(located("w4", "127.0.0.1:2"));
        outputs.getOutputsBuilder(0).setHolder(token("w3"));
        outputs.getOutputsBuilder(2).setHolder(token("w4"));
        reader.outputs().apply(outputs.build());

        Outcome outcome = reduceBy(reader);

        assertThat(outcome.getFailed().getKind()).as("%s", outcome).isEqualTo(FailureKind.FETCH);
        assertThat(losses).extracting(LostOutput::getLost).containsExactly(map(0), map(2));
        assertThat(losses).extracting(LostOutput::getTrouble).containsOnly(Trouble.TROUBLE_UNREACHABLE);
    }

    private static WorkerToken token(String worker) {
        return WorkerToken.newBuilder().setWorker(worker).setEpoch(1).build();
    }

    private static WorkerLocation located(String worker, String at) {
        return WorkerLocation.newBuilder()
                .setWorker(token(worker))
                .setAddress(at)
                .setMachine("far")
                .build();
    }

    private void closeServer() throws Exception {
        for (AutoCloseable closeable : opened) {
            if (closeable instanceof ShuffleServer listening) {
                listening.close();
            }
        }
    }

    @Test
    void missingOutputGivesTheSlotBack() {
        JobRuntime reader = runtime(READER, "w2", "here");
        reader.outputs().apply(outputs());
        reader.outputs()
                .apply(MapOutputs.newBuilder()
                        .setJob(JOB)
                        .setFromVersion(MAPS)
                        .setToVersion(MAPS + 1)
                        .addOutputs(
                                MapOutput.newBuilder().setMap(1).setLost(true).setHolder(HOLDER))
                        .build());
        Outcome outcome = run(
                reader,
                Assignment.newBuilder()
                        .setAttempt(reduce(0))
                        .setRequiredVersion(MAPS)
                        .build());

        assertThat(outcome.getReleased()).contains("map task 1 is being made again");
    }

    /** Keeps the losses. */
    private record LossListener(List<LostOutput> losses, Runnable onProgress) implements AttemptListener {
        @Override
        public void started(AttemptRef attempt) {
            // not looked at
        }

        @Override
        public void progress(AttemptRef attempt, double fraction) {
            onProgress.run();
        }

        @Override
        public void alive(AttemptRef attempt) {
            // not looked at
        }

        @Override
        public void planned(PlanChunk chunk) {
            // not looked at
        }

        @Override
        public void lost(LostOutput lost) {
            losses.add(lost);
        }

        @Override
        public void finished(Outcome outcome) {
            // not looked at
        }
    }
}
