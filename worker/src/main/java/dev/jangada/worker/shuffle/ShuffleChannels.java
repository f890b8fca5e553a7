package dev.jangada.worker.shuffle;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import java.io.Closeable;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Connections to the shuffle ports of other workers, one for each, opened when needed. Thread-safe. */
public final class ShuffleChannels implements Closeable {

    private static final int CONNECT_MILLIS = 2_000;
    private static final int MOST_MESSAGE_BYTES = ShuffleService.CHUNK_BYTES + (64 << 10);

    private final Map<String, ManagedChannel> channels = new HashMap<>();

    /** The connection to an address. */
    synchronized ManagedChannel to(String address) {
        return channels.computeIfAbsent(address, ShuffleChannels::open);
    }

    /** Lets the next call make a new connection: this one failed, and would fail at once for a while. */
    synchronized void giveUp(String address, ManagedChannel channel) {
        if (channels.remove(address, channel)) {
            channel.shutdown();
        }
    }

    private static ManagedChannel open(String address) {
        return NettyChannelBuilder.forTarget("dns:///" + address)
                .usePlaintext()
                .directExecutor()
                .disableRetry()
                .keepAliveTime(5, TimeUnit.SECONDS)
                .keepAliveTimeout(5, TimeUnit.SECONDS)
                .maxInboundMessageSize(MOST_MESSAGE_BYTES)
                .flowControlWindow(2 * ShuffleService.CHUNK_BYTES)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .build();
    }

    @Override
    public synchronized void close() {
        channels.values().forEach(ManagedChannel::shutdownNow);
        channels.clear();
    }
}
