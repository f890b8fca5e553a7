package dev.jangada.coordinator.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StatesPageTest {
    private static final Path PAGE = Path.of("../docs/STATES.md");

    @Test
    void pageIsUpToDate() throws IOException {
        if (Boolean.getBoolean("states.update")) {
            Files.writeString(PAGE, StatesPage.markdown());
        }
        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
                .as("docs/STATES.md is old; write it again with"
                        + " mvn -pl coordinator test -Dtest=StatesPageTest -Dstates.update=true")
                .isEqualTo(StatesPage.markdown());
    }

    @Test
    void endedStatesAreThoseThatNothingLeaves() {
        for (Transitions<?> table : Transitions.all()) {
            for (Documented state : table.states()) {
                boolean left =
                        table.edges().stream().anyMatch(edge -> edge.from().equals(state));
                assertThat(state.isEnded()).as("%s %s", table.noun(), state).isEqualTo(!left);
            }
        }
    }
}
