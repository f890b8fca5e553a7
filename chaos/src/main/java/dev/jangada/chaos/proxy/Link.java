package dev.jangada.chaos.proxy;

/**
 * A direction between two nodes.
 *
 * @param from who sends; {@link #CLIENT} for everybody that is not part of the cluster
 * @param to who receives
 */
public record Link(String from, String to) {
    /** The name of whoever is not part of the cluster. */
    public static final String CLIENT = "client";

    /** The other direction. */
    public Link reversed() {
        return new Link(to, from);
    }

    @Override
    public String toString() {
        return from + " -> " + to;
    }
}
