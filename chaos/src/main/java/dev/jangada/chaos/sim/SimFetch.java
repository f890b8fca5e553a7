package dev.jangada.chaos.sim;

import dev.jangada.chaos.sim.DataPlane.Pair;
import dev.jangada.chaos.sim.DataPlane.RunFile;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.FailureKind;
import dev.jangada.protocol.v1.LostOutput;
import dev.jangada.protocol.v1.Trouble;
import dev.jangada.worker.shuffle.MapOutputTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the segments of one reduce attempt, by the rules of the product's {@code SegmentFetcher} and with its real
 * table of map outputs: files of the same machine are read where they lie, others come over the network.
 */
final class SimFetch {
    private static final long PATIENCE = 1_000 * Agenda.MILLI;
    private static final long TIMEOUT = 2_000 * Agenda.MILLI;

    private final SimAttempt attempt;
    private final SimExecutor executor;
    private final Simulation sim;
    private final long requiredVersion;
    private final int maps;
    private final Map<Integer, AttemptRef> consumed = new LinkedHashMap<>();
    private final Map<Integer, List<Pair>> segments = new LinkedHashMap<>();
    private long waits;

    SimFetch(SimAttempt attempt, SimExecutor executor, long requiredVersion) {
        this.attempt = attempt;
        this.executor = executor;
        this.sim = executor.sim();
        this.requiredVersion = requiredVersion;
        this.maps = attempt.job().description().getPlan().getMaps();
    }

    private MapOutputTable outputs() {
        return attempt.job().outputs();
    }

    /** Asks for what it has not asked for yet, as far as it is known where that is. */
    void goOn() {
        if (attempt.isOver()) {
            return;
        }
        waits++;
        boolean isKnown = outputs().version() >= requiredVersion;
        for (int map = 0; isKnown && map < maps && !attempt.isOver(); map++) {
            if (!consumed.containsKey(map)) {
                Optional<MapOutputTable.Place> place = outputs().place(map);
                if (place.isPresent()) {
                    consumed.put(map, place.get().attempt());
                    ask(map, place.get());
                }
            }
        }
        if (attempt.isOver()) {
            return;
        }
        if (segments.size() == maps && isKnown) {
            finish();
        } else if (consumed.size() < maps) {
            long wait = waits;
            sim.agenda().in(PATIENCE, executor.worker(), "fetch patience", () -> {
                if (wait == waits && !attempt.isOver()) {
                    executor.end(attempt, attempt.failed(FailureKind.FETCH, "a map output did not come"));
                }
            });
        }
    }

    private void ask(int map, MapOutputTable.Place place) {
        SimWorker holder = sim.workerAt(Integer.parseInt(place.holder().getAddress()));
        SimWorker self = executor.worker();
        SimWorker.Output name = SimWorker.Output.of(place.holder().getWorker().getEpoch(), place.attempt());
        if (holder.machine().equals(self.machine())) {
            @Nullable RunFile file = holder.find(name);
            if (file != null) {
                supply(map, file);
                return;
            }
        }
        int there = holder.node();
        long number = sim.network().next(self.node(), there);
        boolean isDropped = sim.choices().goesWrong(Choice.DROP_FETCH, attempt.key(), map, self.node());
        if (isDropped || !sim.network().isWhole(self.node(), there)) {
            sim.agenda().in(TIMEOUT, self, "fetch timeout", () -> fail(map, Trouble.TROUBLE_UNREACHABLE, "no answer"));
            return;
        }
        long delay = sim.network().delay(self.node(), there, number);
        long life = holder.life();
        boolean isUp = holder.isAlive();
        sim.agenda().in(delay, self, "fetch", () -> {
            boolean answers = isUp && holder.isAlive() && holder.life() == life;
            if (!answers) {
                fail(map, Trouble.TROUBLE_UNREACHABLE, "nobody is there");
            } else if (holder.isPaused()) {
                sim.agenda()
                        .in(TIMEOUT, self, "fetch timeout", () -> fail(map, Trouble.TROUBLE_UNREACHABLE, "no answer"));
            } else {
                @Nullable RunFile file = holder.serves(name.epoch()) ? holder.find(name) : null;
                sim.agenda().in(delay, self, "fetched", () -> {
                    if (file == null) {
                        fail(map, Trouble.TROUBLE_MISSING, "it is not there");
                    } else {
                        supply(map, file);
                    }
                });
            }
        });
    }

    private void supply(int map, RunFile file) {
        if (attempt.isOver()) {
            return;
        }
        int partition = attempt.attempt().getIndex();
        if (!file.isWhole(partition)) {
            sim.reach(Reach.CORRUPTION_FOUND);
            fail(map, Trouble.TROUBLE_CORRUPT, "its checksum is wrong");
            return;
        }
        segments.put(map, file.segments().get(partition));
        if (segments.size() == maps) {
            sim.agenda().in(1, executor.worker(), "merge", this::goOn);
        }
    }

    private void fail(int map, Trouble trouble, String why) {
        if (attempt.isOver()) {
            return;
        }
        AttemptRef lost = consumed.get(map);
        if (lost != null) {
            executor.core()
                    .lost(LostOutput.newBuilder()
                            .setReader(attempt.attempt())
                            .setLost(lost)
                            .setTrouble(trouble)
                            .setCause(why)
                            .build());
        }
        executor.end(attempt, attempt.failed(FailureKind.FETCH, why));
    }

    private void finish() {
        List<Pair> records = new ArrayList<>();
        segments.values().forEach(records::addAll);
        long version = outputs().version();
        for (AttemptRef read : consumed.values()) {
            version = Math.min(version, outputs().lastVersionOf(read));
        }
        attempt.fetched(records, version);
    }
}
