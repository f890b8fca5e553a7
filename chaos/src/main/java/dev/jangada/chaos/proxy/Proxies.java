package dev.jangada.chaos.proxy;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The proxies of a cluster: each listens where a node is said to be and passes on to where it is. Thread-safe; one event
 * loop does all the work, and one thread finds out who connects. A connection that one side has closed for sending is closed
 * for both: the protocols of Jangada have no use for half of one.
 */
public final class Proxies implements AutoCloseable {
    private static final int CONNECT_MILLIS = 5_000;

    private final Callers callers;
    private final LinkRules rules = new LinkRules();
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<Channel> servers = new CopyOnWriteArrayList<>();
    private final List<Pump> pumps = new CopyOnWriteArrayList<>();
    private final ExecutorService asking = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "chaos-proxy-callers");
        thread.setDaemon(true);
        return thread;
    });

    /** Who is at the other end of a connection. */
    @FunctionalInterface
    public interface Callers {
        /** The name of the node that connected from a local port to a proxy's port; {@link Link#CLIENT} if it is none. */
        String name(int callerPort, int proxyPort);
    }

    /** No proxies yet. */
    public Proxies(Callers callers) {
        this.callers = callers;
        rules.listen(this::followAtOnce);
    }

    /** Returns once the rules are in force: what is sent from then on goes by them. */
    private void followAtOnce() {
        if (!loop.isShuttingDown()) {
            var unused = loop.next().submit(this::follow).awaitUninterruptibly();
        }
    }

    private void follow() {
        pumps.forEach(Pump::follow);
    }

    /**
     * Adds a proxy.
     *
     * @param node the node behind it
     * @param at where to listen; port 0 takes any free one
     * @param host where the node is, at the same port
     * @return the port
     */
    public int add(String node, InetSocketAddress at, String host) {
        ChannelFuture bound = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel caller) {
                        accept(node, host, caller);
                    }
                })
                .bind(at)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IllegalStateException("no proxy of " + node + " can listen at " + at, bound.cause());
        }
        servers.add(bound.channel());
        return ((InetSocketAddress) bound.channel().localAddress()).getPort();
    }

    private void accept(String node, String host, Channel caller) {
        int port = ((InetSocketAddress) caller.localAddress()).getPort();
        int callerPort = ((InetSocketAddress) caller.remoteAddress()).getPort();
        asking.execute(() -> {
            Link link = new Link(callers.name(callerPort, port), node);
            caller.eventLoop().execute(() -> connect(link, new InetSocketAddress(host, port), caller));
        });
    }

    private void connect(Link link, InetSocketAddress address, Channel caller) {
        if (isReset(link)) {
            Pump.reset(caller);
            return;
        }
        ChannelFuture connecting = new Bootstrap()
                .group(caller.eventLoop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(address);
        connecting.addListener(done -> {
            if (done.isSuccess() && caller.isActive() && !isReset(link)) {
                join(link, caller, connecting.channel());
            } else {
                Pump.reset(caller);
                Pump.reset(connecting.channel());
            }
        });
    }

    private boolean isReset(Link link) {
        return rules.of(link).kind() == LinkRule.Kind.RESET
                || rules.of(link.reversed()).kind() == LinkRule.Kind.RESET;
    }

    private void join(Link link, Channel caller, Channel node) {
        Pump there = new Pump(link, rules, caller, node);
        Pump back = new Pump(link.reversed(), rules, node, caller);
        pumps.add(there);
        pumps.add(back);
        caller.pipeline().addLast(there, new Opening(back));
        node.pipeline().addLast(back, new Opening(there));
        caller.closeFuture()
                .addListener(closed -> node.closeFuture().addListener(both -> pumps.removeAll(List.of(there, back))));
        there.follow();
        back.follow();
    }

    /** Tells the pump towards a channel when that can take more. */
    private static final class Opening extends ChannelInboundHandlerAdapter {
        private final Pump towards;

        Opening(Pump towards) {
            this.towards = towards;
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            towards.follow();
        }
    }

    /** Gives links other rules; the rest keep theirs. */
    public void set(Map<Link, LinkRule> changes) {
        rules.set(changes);
    }

    /** Gives both directions between each of one group and each of another the same rule. */
    public void between(List<String> ones, List<String> others, LinkRule rule) {
        Map<Link, LinkRule> changes = new HashMap<>();
        for (String one : ones) {
            for (String other : others) {
                Link link = new Link(one, other);
                changes.put(link, rule);
                changes.put(link.reversed(), rule);
            }
        }
        rules.set(changes);
    }

    /** Lets everything pass. */
    public void heal() {
        rules.clear();
    }

    /** How many connections there are. */
    public int connections() {
        return pumps.size() / 2;
    }

    @Override
    public void close() {
        asking.shutdownNow();
        servers.forEach(server -> {
            var unused = server.close();
        });
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
