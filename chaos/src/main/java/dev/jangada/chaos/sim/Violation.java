package dev.jangada.chaos.sim;

/** A check does not hold. */
public final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Check check;

    Violation(Check check, String message) {
        super(check + ": " + message);
        this.check = check;
    }

    Violation(Check check, String message, Throwable cause) {
        super(check + ": " + message, cause);
        this.check = check;
    }

    /** The check that does not hold. */
    public Check check() {
        return check;
    }
}
