package dev.jangada.chaos.process;

import dev.jangada.chaos.cluster.ProcessCluster;
import dev.jangada.chaos.fault.Injection;
import dev.jangada.chaos.fault.PlannedFault;
import dev.jangada.chaos.fault.Roles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** A flipped bit: in a map output, which has to be made again, or in the log of a stopped master, which must not start. */
final class CorruptBreaker implements Breaker {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ProcessCluster cluster;

    CorruptBreaker(ProcessCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public Optional<Injection> begin(PlannedFault fault, Roles roles) throws IOException {
        Random random = fault.random();
        Optional<String> worker = roles.worker(random);
        if (random.nextInt(3) > 0 && worker.isPresent()) {
            return mapOutput(worker.get(), random);
        }
        return log(roles.master(random), random);
    }

    private Optional<Injection> mapOutput(String worker, Random random) throws IOException {
        List<Path> runs = files(cluster.home(worker).resolve("epochs"), ".run");
        if (runs.isEmpty()) {
            return Optional.empty();
        }
        Path run = runs.get(random.nextInt(runs.size()));
        if (!flip(run, Files.size(run), random)) {
            return Optional.empty();
        }
        return Optional.of(new Fault("a bit of " + cluster.directory().relativize(run) + " is flipped", () -> {}));
    }

    private Optional<Injection> log(String master, Random random) throws IOException {
        cluster.kill(master);
        List<Path> logs = files(cluster.home(master).resolve("raft"), "log_inprogress");
        if (logs.isEmpty()) {
            cluster.launch(master);
            return Optional.empty();
        }
        Path log = logs.get(0);
        byte[] before = Files.readAllBytes(log);
        int used = before.length;
        while (used > 0 && before[used - 1] == 0) {
            used--; // allocated ahead; nobody reads what lies behind the entries
        }
        flip(log, used, random);
        cluster.launch(master);
        return Optional.of(new Fault("a bit of the log of " + master + " is flipped while it is down", () -> {
                    Files.write(log, before); // as from a copy that is as new as the disk
                    cluster.launch(master);
                })
                .judgedBy(() -> cluster.awaitEnd(master, PATIENCE)
                        ? Optional.empty()
                        : Optional.of(master + " runs although a bit of its log is flipped: it has to refuse")));
    }

    /** Flips one bit; false if the file has gone in the meantime. */
    private static boolean flip(Path path, long within, Random random) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            if (file.length() == 0) {
                return false;
            }
            long at = Math.floorMod(random.nextLong(), Math.max(1, Math.min(within, file.length())));
            file.seek(at);
            int value = file.read();
            file.seek(at);
            file.write(value ^ (1 << random.nextInt(8)));
            return true;
        } catch (FileNotFoundException e) {
            return false;
        }
    }

    private static List<Path> files(Path directory, String mark) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.getFileName().toString().contains(mark) && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException | UncheckedIOException e) {
            return List.of(); // jobs come and go
        }
    }
}
