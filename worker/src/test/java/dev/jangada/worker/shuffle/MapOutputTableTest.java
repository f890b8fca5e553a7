package dev.jangada.worker.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jangada.protocol.v1.MapOutput;
import dev.jangada.protocol.v1.MapOutputs;
import dev.jangada.protocol.v1.TaskStage;
import dev.jangada.protocol.v1.WorkerLocation;
import dev.jangada.protocol.v1.WorkerToken;
import dev.jangada.worker.attempt.AttemptNames;
import java.util.List;
import org.junit.jupiter.api.Test;

class MapOutputTableTest {

    private static final WorkerToken HOLDER =
            WorkerToken.newBuilder().setWorker("w1").setEpoch(1).build();

    private final MapOutputTable table = new MapOutputTable("job-1");

    private static MapOutputs changes(long from, long to, MapOutput... outputs) {
        return MapOutputs.newBuilder()
                .setJob("job-1")
                .setFromVersion(from)
                .setToVersion(to)
                .addAllOutputs(List.of(outputs))
                .addWorkers(WorkerLocation.newBuilder().setWorker(HOLDER).setAddress("h:1"))
                .build();
    }

    private static MapOutput output(int map, int attempt, boolean lost) {
        return MapOutput.newBuilder()
                .setMap(map)
                .setAttemptNumber(attempt)
                .setLost(lost)
                .setHolder(HOLDER)
                .build();
    }

    @Test
    void growsByChangesAndSkipsKnownOnes() {
        table.apply(changes(0, 2, output(0, 0, false), output(1, 0, false)));
        table.apply(changes(0, 1, output(0, 7, false)));

        assertThat(table.version()).isEqualTo(2);
        assertThat(table.place(0).orElseThrow().attempt()).isEqualTo(AttemptNames.ref("job-1", TaskStage.MAP, 0, 0));
        assertThat(table.place(2)).isEmpty();
    }

    @Test
    void refusesToSkipChanges() {
        assertThatThrownBy(() -> table.apply(changes(1, 2))).hasMessageContaining("only version 0 is known");
    }

    @Test
    void lostOutputHasNoPlaceAndIsNoPartOfLaterVersions() {
        table.apply(changes(0, 2, output(0, 0, false), output(1, 0, false)));
        table.apply(changes(2, 3, output(0, 0, true)));
        table.apply(changes(3, 4, output(0, 1, false)));

        assertThat(table.lastVersionOf(AttemptNames.ref("job-1", TaskStage.MAP, 0, 0)))
                .isEqualTo(2);
        assertThat(table.lastVersionOf(AttemptNames.ref("job-1", TaskStage.MAP, 0, 1)))
                .isEqualTo(4);
        assertThat(table.place(0).orElseThrow().attempt().getNumber()).isEqualTo(1);
    }

    @Test
    void outputReplacedWithinOneChangeIsNoPartOfLaterVersions() {
        table.apply(changes(0, 1, output(0, 0, false)));
        table.apply(changes(1, 3, output(0, 1, false)));

        assertThat(table.lastVersionOf(AttemptNames.ref("job-1", TaskStage.MAP, 0, 0)))
                .isEqualTo(1);
    }

    @Test
    void snapshotMakesAnEqualTable() {
        table.apply(changes(0, 2, output(0, 0, false), output(1, 0, true)));
        MapOutputTable copy = new MapOutputTable("job-1");
        copy.apply(table.snapshot());

        assertThat(copy.version()).isEqualTo(2);
        assertThat(copy.place(0)).isEqualTo(table.place(0));
        assertThat(copy.place(1)).isEmpty();
    }
}
