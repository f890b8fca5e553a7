package dev.jangada.worker;

import static dev.jangada.worker.TestJobs.JOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.jangada.protocol.v1.Assignment;
import dev.jangada.protocol.v1.AttemptOutcome;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.Directive;
import dev.jangada.protocol.v1.Hello;
import dev.jangada.protocol.v1.JobDescription;
import dev.jangada.protocol.v1.JobOptions;
import dev.jangada.protocol.v1.JobRequest;
import dev.jangada.protocol.v1.MapOutput;
import dev.jangada.protocol.v1.MapOutputs;
import dev.jangada.protocol.v1.Outcome;
import dev.jangada.protocol.v1.TaskStage;
import dev.jangada.protocol.v1.WinningPart;
import dev.jangada.protocol.v1.WorkerLocation;
import dev.jangada.protocol.v1.WorkerToken;
import dev.jangada.worker.attempt.AttemptNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job from its plan to its output over two workers with child JVMs, by the hand of a fake leader. */
class WholeJobIT {

    @TempDir
    private Path root;

    private final List<String> workers = List.of("w1", "w2");
    private final FakeLeader leader = FakeLeader.leading("m1", 1);

    private Worker start(String id) throws WorkerStartException {
        return Worker.start(WorkerConfiguration.of(id, List.of(leader.address()), root.resolve(id)));
    }

    private AttemptOutcome outcomeOf(AttemptRef attempt) {
        Optional<Outcome> found = await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> leader.outcomes().stream()
                                .filter(outcome -> outcome.getAttempt().equals(attempt))
                                .findFirst(),
                        Optional::isPresent);
        Outcome outcome = found.orElseThrow();
        assertThat(outcome.hasCommitted()).as("%s", outcome).isTrue();
        return outcome.getCommitted();
    }

    private MapOutputs outputs(int maps) {
        MapOutputs.Builder outputs = MapOutputs.newBuilder().setJob(JOB).setToVersion(maps);
        for (Hello hello : leader.hellos()) {
            outputs.addWorkers(WorkerLocation.newBuilder()
                    .setWorker(token(hello.getWorker()))
                    .setAddress(hello.getDetails().getAddress())
                    .setMachine(hello.getDetails().getMachine())
                    .setDirectory(hello.getDetails().getDirectory()));
        }
        for (int i = 0; i < maps; i++) {
            outputs.addOutputs(MapOutput.newBuilder().setMap(i).setHolder(token(workers.get(i % 2))));
        }
        return outputs.build();
    }

    private static WorkerToken token(String worker) {
        return WorkerToken.newBuilder().setWorker(worker).setEpoch(1).build();
    }

    @Test
    void planMapReduceAndPublishGiveTheOutput() throws Exception {
        JobRequest.Builder request = TestJobs.request(TestJobs.Digits.class, Map.of("tasks", "4"))
                .setOutput(root.resolve("out").toString())
                .setOptions(JobOptions.newBuilder().setReducers(2));
        JobDescription unplanned = JobDescription.newBuilder()
                .setJob(JOB)
                .setClusterId("c1")
                .setRequest(request)
                .build();
        try (leader;
                Worker first = start("w1");
                Worker second = start("w2")) {
            assertThat(first.shufflePort()).isNotEqualTo(second.shufflePort());
            await().until(() -> leader.hasWorker("w1") && leader.hasWorker("w2"));
            leader.send(
                    "w1",
                    Directive.newBuilder()
                            .addJobs(unplanned)
                            .addAssign(Assignment.newBuilder().setAttempt(TestJobs.plan()))
                            .build());
            JobDescription planned = unplanned.toBuilder()
                    .setPlan(outcomeOf(TestJobs.plan()).getPlanned())
                    .build();
            map(planned);
            List<WinningPart> winners = reduce(planned);
            AttemptRef publish = AttemptNames.ref(JOB, TaskStage.PUBLISH, 0, 0);
            leader.send(
                    "w2",
                    Directive.newBuilder()
                            .addAssign(
                                    Assignment.newBuilder().setAttempt(publish).addAllWinners(winners))
                            .build());
            outcomeOf(publish);
            checkOutput();
            workers.forEach(worker -> leader.send(
                    worker, Directive.newBuilder().addForgetJobs(JOB).build()));
            await().until(() ->
                    workers.stream().noneMatch(worker -> Files.exists(root.resolve(worker + "/epochs/1/" + JOB))));
        }
    }

    private void map(JobDescription planned) {
        List<ByteString> splits = leader.reports().stream()
                .flatMap(report -> report.getPlanChunksList().stream())
                .flatMap(chunk -> chunk.getSplitsList().stream())
                .toList();
        assertThat(splits).hasSize(planned.getPlan().getMaps());
        for (String worker : workers) {
            Directive.Builder maps = Directive.newBuilder().addJobs(planned);
            for (int i = workers.indexOf(worker); i < splits.size(); i += 2) {
                maps.addAssign(
                        Assignment.newBuilder().setAttempt(TestJobs.map(i)).setSplit(splits.get(i)));
            }
            leader.send(worker, maps.build());
        }
        for (int i = 0; i < splits.size(); i++) {
            assertThat(outcomeOf(TestJobs.map(i)).getMapped().getOutputBytes()).isPositive();
        }
    }

    private List<WinningPart> reduce(JobDescription planned) {
        int maps = planned.getPlan().getMaps();
        List<WinningPart> winners = new ArrayList<>();
        for (int i = 0; i < workers.size(); i++) {
            leader.send(
                    workers.get(i),
                    Directive.newBuilder()
                            .addMapOutputs(outputs(maps))
                            .addAssign(Assignment.newBuilder()
                                    .setAttempt(TestJobs.reduce(i))
                                    .setRequiredVersion(maps))
                            .build());
        }
        for (int i = 0; i < workers.size(); i++) {
            var reduced = outcomeOf(TestJobs.reduce(i)).getReduced();
            assertThat(reduced.getConsumedVersion()).isEqualTo(maps);
            winners.add(WinningPart.newBuilder().setPart(reduced.getPart()).build());
        }
        return winners;
    }

    private void checkOutput() throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            lines.addAll(Files.readAllLines(root.resolve("out/part-r-0000" + i)));
        }
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            expected.add(i + "\t400");
        }
        assertThat(lines).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(root.resolve("out/_SUCCESS")).exists();
    }
}
