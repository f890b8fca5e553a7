package dev.jangada.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FaultScheduleTest {
    private static List<PlannedFault> first(int number, long seed) {
        FaultSchedule schedule = new FaultSchedule(seed, EnumSet.allOf(FaultKind.class));
        return Stream.generate(schedule::next).limit(number).toList();
    }

    @Test
    void aSeedDeterminesTheSchedule() {
        assertThat(first(100, 5)).isEqualTo(first(100, 5)).isNotEqualTo(first(100, 6));
    }

    @Test
    void eachKindComesBeforeAnyComesAgain() {
        int kinds = FaultKind.values().length;
        List<PlannedFault> faults = first(3 * kinds, 1);
        for (int round = 0; round < 3; round++) {
            assertThat(faults.subList(round * kinds, (round + 1) * kinds))
                    .extracting(PlannedFault::kind)
                    .containsExactlyInAnyOrder(FaultKind.values());
        }
    }

    @Test
    void theSameChoiceHitsTheSameNodes() {
        Roles roles = new Roles(Optional.of("m2"), List.of("m1", "m3"), List.of("w1", "w2"));
        PlannedFault fault = first(1, 9).get(0);
        assertThat(roles.master(fault.random())).isEqualTo(roles.master(fault.random()));
        assertThat(roles.worker(fault.random())).isEqualTo(roles.worker(fault.random()));
        assertThat(first(50, 3).stream().map(each -> roles.master(each.random())))
                .contains("m1", "m2", "m3");
    }

    @Test
    void kindsAreReadByTheirNames() {
        assertThat(FaultKind.parse("kill, disk-full")).containsExactly(FaultKind.KILL, FaultKind.DISK_FULL);
        assertThatThrownBy(() -> FaultKind.parse("kill,fire"))
                .hasMessageContaining("'fire' is no kind of fault")
                .hasMessageContaining("power-cut");
    }
}
