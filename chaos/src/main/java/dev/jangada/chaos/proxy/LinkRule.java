package dev.jangada.chaos.proxy;

import java.time.Duration;

/**
 * What happens to the bytes of one direction.
 *
 * @param kind whether they pass at all
 * @param delay how long each is under way
 * @param bytesPerSecond how many pass in a second; 0 for no limit
 */
public record LinkRule(Kind kind, Duration delay, long bytesPerSecond) {
    /** Whether bytes pass. */
    public enum Kind {
        /** They do. */
        PASS,
        /** They wait, as when a firewall drops packets and TCP sends them again until the way is free. */
        HOLD,
        /**
         * They are taken and thrown away, and so is the end of a connection: it looks open and is dead, even if the sender
         * has died. It is reset once the rule ends.
         */
        SWALLOW,
        /** Connections are reset, and no new ones made. */
        RESET
    }

    /** A link that works. */
    public static final LinkRule PASS = new LinkRule(Kind.PASS, Duration.ZERO, 0);

    /** A link that carries nothing. */
    public static final LinkRule HOLD = new LinkRule(Kind.HOLD, Duration.ZERO, 0);

    /** A link that loses everything. */
    public static final LinkRule SWALLOW = new LinkRule(Kind.SWALLOW, Duration.ZERO, 0);

    /** A link that refuses. */
    public static final LinkRule RESET = new LinkRule(Kind.RESET, Duration.ZERO, 0);

    /** A slow link. */
    public static LinkRule late(Duration by) {
        return new LinkRule(Kind.PASS, by, 0);
    }

    /** A narrow link. */
    public static LinkRule narrow(long bytesPerSecond) {
        return new LinkRule(Kind.PASS, Duration.ZERO, bytesPerSecond);
    }

    boolean passesAtOnce() {
        return kind == Kind.PASS && delay.isZero() && bytesPerSecond == 0;
    }
}
