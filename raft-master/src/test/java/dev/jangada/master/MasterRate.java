package dev.jangada.master;

import dev.jangada.protocol.v1.ClientGrpc;
import dev.jangada.protocol.v1.GetJobRequest;
import dev.jangada.protocol.v1.JobInfo;
import dev.jangada.protocol.v1.JobRequest;
import dev.jangada.protocol.v1.JobResponse;
import dev.jangada.protocol.v1.SubmitJobRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;

/** Prints how many no-op tasks a second pass through three masters with synced logs and two workers, in one JVM. */
final class MasterRate {
    private static final int TASKS = 10_000;

    private MasterRate() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory(Path.of(arguments[0]), "rate");
        int masters = Integer.parseInt(arguments[1]);
        try (TestGroup group = TestGroup.start(masters, directory);
                NoOpWorker first = new NoOpWorker("w1", 4, TASKS, 1, group.addresses());
                NoOpWorker second = new NoOpWorker("w2", 4, TASKS, 1, group.addresses())) {
            ManagedChannel channel = NettyChannelBuilder.forTarget(
                            group.leader().address().apiAddress())
                    .usePlaintext()
                    .build();
            ClientGrpc.ClientBlockingStub client = ClientGrpc.newBlockingStub(channel);
            for (int round = 0; round < 5; round++) {
                long begin = System.nanoTime();
                JobInfo job = run(client, "round-" + round);
                double seconds = (System.nanoTime() - begin) / 1e9;
                System.out.printf(
                        "%d masters: %s, %d tasks in %.2f s: %.0f tasks/s, %d attempts, %d lost%n",
                        masters,
                        job.getState(),
                        TASKS,
                        seconds,
                        TASKS / seconds,
                        job.getAttemptsStarted(),
                        job.getAttemptsLost());
            }
            channel.shutdownNow();
        }
        System.exit(0);
    }

    private static JobInfo run(ClientGrpc.ClientBlockingStub client, String token) {
        String id = client.submitJob(SubmitJobRequest.newBuilder()
                        .setToken(token)
                        .setJob(JobRequest.newBuilder()
                                .setName(token)
                                .setDefinition("builtin:no-op")
                                .setOutput("/out/" + token))
                        .build())
                .getJob();
        Iterator<JobResponse> watch =
                client.watchJob(GetJobRequest.newBuilder().setJob(id).build());
        JobInfo last = watch.next().getJob();
        while (watch.hasNext()) {
            last = watch.next().getJob();
        }
        return last;
    }
}
