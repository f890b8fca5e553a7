package dev.jangada.master.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jangada.coordinator.state.Again;
import dev.jangada.coordinator.state.AttemptState;
import dev.jangada.coordinator.state.ClusterImage;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.Happening;
import dev.jangada.coordinator.state.HistoryEntry;
import dev.jangada.coordinator.state.JobState;
import dev.jangada.coordinator.state.TaskState;
import dev.jangada.coordinator.state.Verdict;
import dev.jangada.coordinator.state.WorkerState;
import dev.jangada.protocol.v1.SavedHistoryEntry;
import dev.jangada.protocol.v1.SavedJob;
import dev.jangada.protocol.v1.SavedJobState;
import dev.jangada.protocol.v1.SavedState;
import org.junit.jupiter.api.Test;

class StateCodecTest {
    @Test
    void everyComponentOfTheStateSurvivesASnapshot() throws Exception {
        RecordFiller filler = new RecordFiller();
        for (int round = 0; round < 20; round++) {
            ClusterImage image = (ClusterImage) filler.fill(ClusterImage.class);
            byte[] bytes = StateCodec.encode(image).toByteArray();
            assertThat(StateCodec.decode(SavedState.parseFrom(bytes))).isEqualTo(image);
        }
    }

    @Test
    void emptyStateSurvivesASnapshot() throws Exception {
        ClusterImage image = new ClusterState().image();
        assertThat(StateCodec.decode(StateCodec.encode(image))).isEqualTo(image);
    }

    @Test
    void everyKindOfHappeningSurvivesASnapshot() throws Exception {
        RecordFiller filler = new RecordFiller();
        for (Class<?> kind : Happening.class.getPermittedSubclasses()) {
            HistoryEntry entry = new HistoryEntry(1, 2, 3, (Happening) filler.fill(kind));
            assertThat(HistoryCodec.decode(HistoryCodec.encode(entry))).isEqualTo(entry);
        }
    }

    @Test
    void everyConstantHasACounterpart() throws Exception {
        for (JobState state : JobState.values()) {
            assertThat(StateConstants.JOB.decode(StateConstants.JOB.encode(state)))
                    .isEqualTo(state);
        }
        for (TaskState state : TaskState.values()) {
            assertThat(StateConstants.TASK.decode(StateConstants.TASK.encode(state)))
                    .isEqualTo(state);
        }
        for (AttemptState state : AttemptState.values()) {
            assertThat(StateConstants.ATTEMPT.decode(StateConstants.ATTEMPT.encode(state)))
                    .isEqualTo(state);
        }
        for (WorkerState state : WorkerState.values()) {
            assertThat(StateConstants.WORKER.decode(StateConstants.WORKER.encode(state)))
                    .isEqualTo(state);
        }
        for (Verdict.Kind kind : Verdict.Kind.values()) {
            assertThat(StateConstants.VERDICT.decode(StateConstants.VERDICT.encode(kind)))
                    .isEqualTo(kind);
        }
        for (Again again : Again.values()) {
            assertThat(StateConstants.AGAIN.decode(StateConstants.AGAIN.encode(again)))
                    .isEqualTo(again);
        }
    }

    @Test
    void malformedStateIsRefused() {
        assertThatThrownBy(() -> StateConstants.JOB.decode(SavedJobState.JOB_UNSPECIFIED))
                .isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> StateCodec.decode(SavedState.newBuilder()
                        .addJobs(SavedJob.getDefaultInstance())
                        .build()))
                .isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> HistoryCodec.decode(SavedHistoryEntry.getDefaultInstance()))
                .isInstanceOf(MalformedMessageException.class);
    }
}
