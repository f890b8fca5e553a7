package dev.jangada.worker;

import com.google.protobuf.ByteString;
import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;
import dev.jangada.api.Type;
import dev.jangada.engine.input.Split;
import dev.jangada.protocol.v1.Argument;
import dev.jangada.protocol.v1.Assignment;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.JobDescription;
import dev.jangada.protocol.v1.JobRequest;
import dev.jangada.protocol.v1.Plan;
import dev.jangada.protocol.v1.TaskStage;
import dev.jangada.worker.attempt.AttemptNames;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** Jobs for tests, and the messages that give them to a worker. */
public final class TestJobs {

    public static final String JOB = "job-1";

    private TestJobs() {}

    /** Does nothing. */
    public static final class Noop implements JobDefinition {
        @Override
        public void define(JobBuilder job) {
            job.generate(1_000).discard();
        }
    }

    /** Does what its argument says, in its map function. */
    public static final class Misbehaving implements JobDefinition {
        @Override
        public void define(JobBuilder job) {
            String what = job.arguments().string("what");
            job.generate(8)
                    .filter(number -> {
                        misbehave(what, number);
                        return true;
                    })
                    .discard();
        }

        private static void misbehave(String what, long number) {
            System.out.println("about to " + what + " in " + number);
            switch (what) {
                case "exit" -> System.exit(3);
                case "halt" -> Runtime.getRuntime().halt(4);
                case "halt-among-others" -> {
                    if (number == 1) {
                        LockSupport.parkNanos(500_000_000);
                        Runtime.getRuntime().halt(4);
                    }
                    await();
                }
                case "exit-among-others" -> {
                    if (number == 1) {
                        System.exit(3);
                    }
                    await();
                }
                case "throw" -> throw new IllegalStateException("no good");
                case "exhaust" -> exhaust();
                case "overflow" -> overflow(0);
                case "print" -> print();
                case "shout" -> shout();
                case "wait" -> await();
                case "leave-a-thread" -> new Thread(Misbehaving::await, "left behind").start();
                case "leave-a-property" -> System.setProperty("left", "behind");
                case "loop" -> {
                    if (number == 0) {
                        loop();
                    }
                }
                default -> {
                    // behaves
                }
            }
        }

        /** As native code would, past {@code System.out}. */
        private static void shout() {
            try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
                out.write("native code was here\n".getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            await();
        }

        private static void await() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted", e);
            }
        }

        private static void exhaust() {
            List<byte[]> kept = new ArrayList<>();
            while (!kept.contains(new byte[0])) {
                kept.add(new byte[8 << 20]);
            }
        }

        private static int overflow(int depth) {
            return depth < 0 ? depth : 1 + overflow(depth + 1);
        }

        private static void print() {
            for (int i = 0; i < 300_000; i++) {
                System.out.println("line " + i);
            }
            throw new IllegalStateException("printed enough");
        }

        @SuppressWarnings("InfiniteLoopStatement")
        private static void loop() {
            long turns = 0;
            while (true) {
                turns++;
                if (turns == 0) {
                    System.out.println("for ever");
                }
            }
        }
    }

    /** Never ends: task 0 in a loop of its own, the others emitting. */
    public static final class Endless implements JobDefinition {
        @Override
        public void define(JobBuilder job) {
            job.generate(2)
                    .map(Type.LONG, Type.LONG, (number, out) -> {
                        for (long turns = 1; turns > 0; turns++) {
                            if (number > 0) {
                                out.emit(turns % 10, 1);
                            }
                        }
                    })
                    .sum()
                    .writeText();
        }
    }

    /** Numbers modulo 10, counted. */
    public static final class Digits implements JobDefinition {
        @Override
        public void define(JobBuilder job) {
            job.generate(job.arguments().intValue("tasks", 4))
                    .map(Type.LONG, Type.LONG, (number, out) -> {
                        for (long i = 0; i < 1_000; i++) {
                            out.emit(i % 10, 1);
                        }
                    })
                    .sum()
                    .writeText();
        }
    }

    public static AttemptRef map(int index) {
        return AttemptNames.ref(JOB, TaskStage.MAP, index, 0);
    }

    public static AttemptRef reduce(int index) {
        return AttemptNames.ref(JOB, TaskStage.REDUCE, index, 0);
    }

    public static AttemptRef plan() {
        return AttemptNames.ref(JOB, TaskStage.PLAN, 0, 0);
    }

    public static JobRequest.Builder request(Class<?> definition, Map<String, String> arguments) {
        JobRequest.Builder request = JobRequest.newBuilder().setName("test").setDefinition(definition.getName());
        arguments.forEach((key, value) ->
                request.addArguments(Argument.newBuilder().setKey(key).setValue(value)));
        return request;
    }

    public static JobDescription describe(JobRequest.Builder request, int maps, int reduces) {
        return JobDescription.newBuilder()
                .setJob(JOB)
                .setClusterId("c1")
                .setRequest(request)
                .setPlan(Plan.newBuilder().setMaps(maps).setReduces(reduces).setDeterministic(true))
                .build();
    }

    public static Assignment assignMap(int index) {
        return Assignment.newBuilder()
                .setAttempt(map(index))
                .setSplit(ByteString.copyFrom(new Split(index, List.of()).encode()))
                .build();
    }
}
