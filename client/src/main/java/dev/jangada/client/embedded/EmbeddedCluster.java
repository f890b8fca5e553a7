package dev.jangada.client.embedded;

import dev.jangada.client.rpc.MasterAddresses;

/** One master and one worker in this JVM. */
@SuppressWarnings({"UnusedMethod", "DoNotCallSuggester"}) // until master and worker can be assembled
public final class EmbeddedCluster implements AutoCloseable {
    private final MasterAddresses masters;

    private EmbeddedCluster(MasterAddresses masters) {
        this.masters = masters;
    }

    /** Starts it. */
    public static EmbeddedCluster start() {
        throw new IllegalStateException("not assembled yet");
    }

    /** Where its master answers. */
    public MasterAddresses masters() {
        return masters;
    }

    @Override
    public void close() {}
}
