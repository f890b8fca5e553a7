package dev.jangada.client.rpc;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** One connection to each master that was ever called, made at the first call. Thread-safe. */
final class MasterChannels implements AutoCloseable {
    private static final Pattern IP_LITERAL = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final int LARGEST_ANSWER = 64 << 20;
    private static final long CLOSE_SECONDS = 2;

    private final Map<HostPort, ManagedChannel> channels = new HashMap<>();
    private boolean closed;

    /** The connection to a master; one that failed a while ago is tried anew without waiting. */
    synchronized ManagedChannel to(HostPort master) {
        if (closed) {
            throw new IllegalStateException("this client is closed");
        }
        ManagedChannel channel = channels.computeIfAbsent(master, MasterChannels::open);
        channel.resetConnectBackoff();
        return channel;
    }

    private static ManagedChannel open(HostPort master) {
        return builder(master)
                .usePlaintext()
                .maxInboundMessageSize(LARGEST_ANSWER)
                .disableServiceConfigLookUp()
                .build();
    }

    /** Addresses in digits go around gRPC's name resolution, which costs a command noticeable time to load. */
    private static NettyChannelBuilder builder(HostPort master) {
        if (IP_LITERAL.matcher(master.host()).matches()) {
            try {
                return NettyChannelBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getByName(master.host()), master.port()));
            } catch (UnknownHostException e) {
                return NettyChannelBuilder.forAddress(master.host(), master.port());
            }
        }
        return NettyChannelBuilder.forAddress(master.host(), master.port());
    }

    @Override
    public synchronized void close() {
        closed = true;
        channels.values().forEach(ManagedChannel::shutdownNow);
        try {
            for (ManagedChannel channel : channels.values()) {
                channel.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
