package dev.jangada.coordinator.decide;

import dev.jangada.coordinator.Refusal;
import dev.jangada.coordinator.Reply;
import dev.jangada.coordinator.Stamp;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.Event;
import java.util.ArrayList;
import java.util.List;

/** One command's turn: the state to look at, and the facts made so far. */
final class Turn {
    private final ClusterState state;
    private final Stamp stamp;
    private final List<Event> events = new ArrayList<>();

    Turn(ClusterState state, Stamp stamp) {
        this.state = state;
        this.stamp = stamp;
    }

    ClusterState state() {
        return state;
    }

    Stamp stamp() {
        return stamp;
    }

    List<Event> events() {
        return events;
    }

    /** Makes a fact. It is true at once, so what follows can look at the state after it. */
    void emit(Event event) {
        state.evolve(stamp, event);
        events.add(event);
    }

    static Reply accepted() {
        return new Reply.Accepted();
    }

    static Reply refused(Refusal code, String message) {
        return new Reply.Refused(code, message);
    }
}
