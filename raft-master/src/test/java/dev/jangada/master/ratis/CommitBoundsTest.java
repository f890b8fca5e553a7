package dev.jangada.master.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.TermIndexProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommitBoundsTest {
    private static AppendEntriesRequestProto.Builder request(long commit, int entries) {
        AppendEntriesRequestProto.Builder request =
                AppendEntriesRequestProto.newBuilder().setLeaderTerm(3).setLeaderCommit(commit);
        for (int i = 0; i < entries; i++) {
            request.addEntries(LogEntryProto.newBuilder().setIndex(i));
        }
        return request;
    }

    @ParameterizedTest
    @CsvSource({"7,0,-1", "0,0,-1", "-1,0,-1", "7,1,0", "7,3,2", "2,3,2", "1,3,1", "-1,3,-1"})
    void withoutAnEntryBeforeTheLastOneBroughtIsTheBound(long commit, int entries, long bounded) {
        AppendEntriesRequestProto request = request(commit, entries).build();
        assertThat(CommitBounds.bounded(request))
                .isEqualTo(request.toBuilder().setLeaderCommit(bounded).build());
    }

    @Test
    void withAnEntryBeforeNothingChanges() {
        AppendEntriesRequestProto request = request(7, 0)
                .setPreviousLog(TermIndexProto.newBuilder().setTerm(3).setIndex(0))
                .build();
        assertThat(CommitBounds.bounded(request)).isSameAs(request);
    }
}
