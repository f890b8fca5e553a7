package dev.jangada.client.cli;

import java.security.Security;

/**
 * How long a server believes what a host name meant: the JVM and gRPC, each with a memory of its own, do so for 30 s.
 * Containers get other addresses when they are started anew, and a master that keeps to the old ones finds nobody.
 */
final class NameLookups {
    private static final String TTL = "networkaddress.cache.ttl";
    private static final String TTL_OF_FAILURES = "networkaddress.cache.negative.ttl";
    private static final String SECONDS = "1";

    private NameLookups() {}

    /** Shortens it to a second, unless the operator has said otherwise; must come before the first lookup. */
    static void shorten() {
        String ttl = System.getProperty(TTL, SECONDS); // what gRPC reads
        System.setProperty(TTL, ttl);
        Security.setProperty(TTL, ttl); // what the JVM reads
        Security.setProperty(TTL_OF_FAILURES, SECONDS);
    }
}
