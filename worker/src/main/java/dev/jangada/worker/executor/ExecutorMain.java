package dev.jangada.worker.executor;

import dev.jangada.protocol.v1.AttemptProgress;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.ExecutorCommand;
import dev.jangada.protocol.v1.ExecutorEvent;
import dev.jangada.protocol.v1.ExecutorLastWords;
import dev.jangada.protocol.v1.ExecutorLastWords.Cause;
import dev.jangada.protocol.v1.ExecutorSetup;
import dev.jangada.protocol.v1.JobClosed;
import dev.jangada.protocol.v1.LostOutput;
import dev.jangada.protocol.v1.Outcome;
import dev.jangada.protocol.v1.PlanChunk;
import dev.jangada.worker.shuffle.RunFiles;
import dev.jangada.worker.shuffle.ShuffleChannels;
import dev.jangada.worker.task.AttemptListener;
import dev.jangada.worker.task.JobRuntime;
import dev.jangada.worker.task.OutputCapture;
import dev.jangada.worker.task.TaskSite;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The child JVM: runs the attempts of one job, and then perhaps of others with the same artifacts, as its worker commands
 * over stdin, and reports over stdout. Ends itself when the worker is gone, and when the heap is exhausted.
 */
public final class ExecutorMain {

    /** Exit code when a frame could not be read or written. */
    static final int BROKEN_FRAMES = 70;
    /** Exit code after the heap was exhausted. */
    static final int OUT_OF_MEMORY = 71;

    private static final long PARENT_CHECK_MILLIS = 2_000;

    private final OutputStream events;

    private ExecutorMain(OutputStream events) {
        this.events = events;
    }

    /** Runs until stdin ends. */
    public static void main(String[] args) {
        InputStream commands = new BufferedInputStream(new FileInputStream(FileDescriptor.in));
        OutputStream events = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 64 << 10);
        System.setIn(InputStream.nullInputStream());
        OutputCapture.install(System.err, null);
        watchParent();
        if (args.length > 0) {
            WarmUpThread.start(Path.of(args[0]));
        }
        try {
            new ExecutorMain(events).serve(commands);
            end(0);
        } catch (IOException | RuntimeException e) {
            System.err.println("the executor ends: " + e);
            end(BROKEN_FRAMES);
        }
    }

    /** Ends, with all that user code has started: the worker, which else sees to that, may be gone. */
    private static void end(int exitCode) {
        Offspring.ofThisProcess().end();
        Runtime.getRuntime().halt(exitCode);
    }

    /** Stdin ends with the parent; this is for the case that somebody else holds the other end open. */
    private static void watchParent() {
        Optional<ProcessHandle> parent = ProcessHandle.current().parent();
        Thread watch = new Thread(
                () -> {
                    while (parent.isPresent()
                            && ProcessHandle.current().parent().equals(parent)
                            && parent.get().isAlive()) {
                        try {
                            Thread.sleep(PARENT_CHECK_MILLIS);
                        } catch (InterruptedException e) {
                            return;
                        }
                    }
                    end(0);
                },
                "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }

    private void serve(InputStream commands) throws IOException {
        ExecutorCommand first = ExecutorCommand.parseDelimitedFrom(commands);
        if (first == null) {
            return;
        }
        WarmUpThread.stop();
        Traces before = Traces.now();
        ExecutorSetup setup = first.getSetup();
        InProcessExecutor executor = new InProcessExecutor(surroundings(setup), new Reporter(), this::outOfMemory);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> reportExit(executor), "last-words"));
        while (true) {
            ExecutorCommand command = ExecutorCommand.parseDelimitedFrom(commands);
            if (command == null) {
                return;
            }
            switch (command.getCommandCase()) {
                case DESCRIBE -> executor.describe(command.getDescribe());
                case MAP_OUTPUTS -> executor.mapOutputs(command.getMapOutputs());
                case START -> executor.start(command.getStart());
                case STOP -> executor.stop(command.getStop());
                case CLOSE -> close(executor, command.getClose().getJob(), before);
                case SETUP, COMMAND_NOT_SET -> throw new IOException("unexpected command " + command.getCommandCase());
            }
        }
    }

    private void close(InProcessExecutor executor, String job, Traces before) {
        CompletableFuture<Void> unused = executor.closeJob(job)
                .thenRun(() -> send(ExecutorEvent.newBuilder()
                        .setClosed(JobClosed.newBuilder()
                                .setJob(job)
                                .setLeft(before.sinceThen().orElse("")))
                        .build()));
    }

    private static JobRuntime.Surroundings surroundings(ExecutorSetup setup) {
        TaskSite site = new TaskSite(
                setup.getWorker(),
                setup.getMachine(),
                Path.of(setup.getDirectory()),
                setup.getSlots(),
                setup.getAttemptMemoryBytes());
        List<Path> jars = setup.getArtifactsList().stream().map(Path::of).toList();
        return new JobRuntime.Surroundings(site, digests -> jars, new RunFiles(), new ShuffleChannels());
    }

    private void send(ExecutorEvent event) {
        synchronized (events) {
            try {
                event.writeDelimitedTo(events);
                events.flush();
            } catch (IOException e) {
                end(BROKEN_FRAMES); // the worker does not listen any more
            }
        }
    }

    private Outcome outOfMemory(AttemptRef attempt, OutOfMemoryError error) {
        try {
            send(lastWords(Cause.OUT_OF_MEMORY, Optional.of(attempt), String.valueOf(error.getMessage())));
        } finally {
            Runtime.getRuntime().halt(OUT_OF_MEMORY);
        }
        throw error;
    }

    private void reportExit(InProcessExecutor executor) {
        ExitCall.underWay().stream()
                .findFirst()
                .ifPresent(
                        call -> send(lastWords(Cause.EXIT_CALLED, executor.attemptOf(call.thread()), call.caller())));
    }

    private static ExecutorEvent lastWords(Cause cause, Optional<AttemptRef> attempt, String where) {
        ExecutorLastWords.Builder words =
                ExecutorLastWords.newBuilder().setCause(cause).setWhere(where);
        attempt.ifPresent(words::setAttempt);
        return ExecutorEvent.newBuilder().setLastWords(words).build();
    }

    /** Turns what becomes of attempts into frames. */
    private final class Reporter implements AttemptListener {

        @Override
        public void started(AttemptRef attempt) {
            send(ExecutorEvent.newBuilder().setStarted(attempt).build());
        }

        @Override
        public void progress(AttemptRef attempt, double fraction) {
            send(ExecutorEvent.newBuilder()
                    .setProgress(
                            AttemptProgress.newBuilder().setAttempt(attempt).setFraction(fraction))
                    .build());
        }

        @Override
        public void alive(AttemptRef attempt) {
            send(ExecutorEvent.newBuilder().setAlive(attempt).build());
        }

        @Override
        public void planned(PlanChunk chunk) {
            send(ExecutorEvent.newBuilder().setPlanned(chunk).build());
        }

        @Override
        public void lost(LostOutput lost) {
            send(ExecutorEvent.newBuilder().setLost(lost).build());
        }

        @Override
        public void finished(Outcome outcome) {
            send(ExecutorEvent.newBuilder().setFinished(outcome).build());
        }
    }
}
