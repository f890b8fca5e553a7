package dev.jangada.coordinator.decide;

import dev.jangada.coordinator.Reply;
import dev.jangada.coordinator.state.Event;
import java.util.List;

/**
 * What became of a command.
 *
 * @param events the facts that it made, in order; they are part of the state already. None if it was refused
 * @param reply for whoever gave the command
 */
public record Decision(List<Event> events, Reply reply) {
    public Decision {
        events = List.copyOf(events);
    }
}
