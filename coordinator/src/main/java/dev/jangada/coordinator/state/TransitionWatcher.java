package dev.jangada.coordinator.state;

/** Is told of every transition that is taken. For tests that count what they reach; it must not change anything. */
@FunctionalInterface
public interface TransitionWatcher {
    /** Watches nothing. */
    TransitionWatcher NONE = edge -> {};

    /** {@code edge} was taken. */
    void taken(Transitions.Edge<?> edge);
}
