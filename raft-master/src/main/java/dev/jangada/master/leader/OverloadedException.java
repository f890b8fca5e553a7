package dev.jangada.master.leader;

/** A bound of this leader is reached. Trying again later can help. */
public final class OverloadedException extends Exception {
    private static final long serialVersionUID = 1L;

    public OverloadedException(String message) {
        super(message);
    }
}
