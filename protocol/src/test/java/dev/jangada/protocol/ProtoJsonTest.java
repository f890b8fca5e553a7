package dev.jangada.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.protocol.v1.JobInfo;
import dev.jangada.protocol.v1.JobPhase;
import dev.jangada.protocol.v1.Part;
import dev.jangada.protocol.v1.StageInfo;
import dev.jangada.protocol.v1.TaskStage;
import org.junit.jupiter.api.Test;

class ProtoJsonTest {
    private static final JobInfo JOB = JobInfo.newBuilder()
            .setId("job-1")
            .setState(JobPhase.RUNNING)
            .setInputBytes(1L << 40)
            .putCounters("b", 2)
            .putCounters("a", 1)
            .addStages(StageInfo.newBuilder().setStage(TaskStage.MAP).setTasks(3))
            .build();

    @Test
    void longsAreNumbersAndEnumsAreNames() {
        assertThat(ProtoJson.print(JOB, false))
                .contains("\"inputBytes\":1099511627776", "\"state\":\"RUNNING\"", "\"stage\":\"MAP\",\"tasks\":3");
    }

    @Test
    void checksumsAreUnsigned() {
        assertThat(ProtoJson.print(Part.newBuilder().setCrc32C(-1).build(), false))
                .contains("\"crc32c\":4294967295");
    }

    @Test
    void mapsAreSortedByKey() {
        assertThat(ProtoJson.print(JOB, false)).contains("\"counters\":{\"a\":1,\"b\":2}");
    }

    @Test
    void fieldsAtTheirDefaultAreWrittenAndAbsentOptionalOnesAreNot() {
        assertThat(ProtoJson.print(JOB, false))
                .contains("\"failovers\":0", "\"parts\":[]")
                .doesNotContain("\"output\"");
    }
}
