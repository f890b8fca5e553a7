package dev.jangada.master.replication;

/** This master does not lead, or lost leadership before it knew the outcome. Trying again at the leader can help. */
public final class NotLeadingException extends Exception {
    private static final long serialVersionUID = 1L;

    public NotLeadingException(String message) {
        super(message);
    }
}
