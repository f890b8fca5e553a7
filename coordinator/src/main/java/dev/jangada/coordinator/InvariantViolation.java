package dev.jangada.coordinator;

/**
 * The core found itself in a state that it must never be in: a bug, or a damaged log or snapshot. It says nothing about
 * the command at hand, and no retry helps: the replica stops and is looked into.
 */
public final class InvariantViolation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvariantViolation(String message) {
        super(message);
    }
}
