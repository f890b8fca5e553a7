package dev.jangada.client;

import org.jspecify.annotations.Nullable;

/** The job cannot be run as described; found on this side, before anything was sent. */
public final class InvalidJobException extends JangadaException {

    private static final long serialVersionUID = 1L;

    /** What kind of fault it is. */
    public enum Fault {
        /** The call lacks something or names something that does not exist: wrong whatever the classes contain. */
        REQUEST,
        /** The classes or the definition in them are at fault. */
        DEFINITION
    }

    private final Fault fault;

    /** With a sentence for the user. */
    public InvalidJobException(Fault fault, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.fault = fault;
    }

    /** What kind of fault it is. */
    public Fault fault() {
        return fault;
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
