package dev.jangada.coordinator.state;

/** A state that says in prose what it means; {@code docs/STATES.md} is made of these. */
public interface Documented {
    /** One sentence. */
    String meaning();

    /** Whether nothing leaves this state. */
    boolean isEnded();
}
