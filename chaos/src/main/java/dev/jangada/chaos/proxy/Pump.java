package dev.jangada.chaos.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.util.concurrent.TimeUnit;

/** One direction of one connection. Everything happens on the event loop that both of its channels share. */
final class Pump extends ChannelInboundHandlerAdapter {
    private static final int MOST_UNDER_WAY = 1 << 20;

    private final Link link;
    private final LinkRules rules;
    private final Channel from;
    private final Channel to;
    private long lastDueNanos = System.nanoTime();
    private int bytesUnderWay;
    private boolean hasLost;

    Pump(Link link, LinkRules rules, Channel from, Channel to) {
        this.link = link;
        this.rules = rules;
        this.from = from;
        this.to = to;
    }

    /** Follows the rule as it is now. */
    void follow() {
        LinkRule rule = rules.of(link);
        boolean isSpoiled = hasLost && rule.kind() != LinkRule.Kind.SWALLOW;
        if (rule.kind() == LinkRule.Kind.RESET || isSpoiled) {
            reset(from);
            reset(to);
            return;
        }
        boolean reads = rule.kind() == LinkRule.Kind.SWALLOW
                || (rule.kind() == LinkRule.Kind.PASS && bytesUnderWay < MOST_UNDER_WAY && to.isWritable());
        if (from.config().isAutoRead() != reads) {
            from.config().setAutoRead(reads);
        }
    }

    /** Ends a connection as a machine does that knows nothing of it. */
    static void reset(Channel channel) {
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            var unused = channel.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        LinkRule rule = rules.of(link);
        if (rule.kind() == LinkRule.Kind.SWALLOW) {
            hasLost = true;
            bytes.release();
            return;
        }
        long now = System.nanoTime();
        if (rule.passesAtOnce() && bytesUnderWay == 0) {
            var unused = to.writeAndFlush(bytes);
            follow();
            return;
        }
        int length = bytes.readableBytes();
        long start = Math.max(now, lastDueNanos - rule.delay().toNanos());
        long transfer = rule.bytesPerSecond() == 0 ? 0 : TimeUnit.SECONDS.toNanos(length) / rule.bytesPerSecond();
        lastDueNanos = Math.max(lastDueNanos, start + transfer + rule.delay().toNanos());
        bytesUnderWay += length;
        var unused = to.eventLoop().schedule(() -> arrive(bytes, length), lastDueNanos - now, TimeUnit.NANOSECONDS);
        follow();
    }

    private void arrive(ByteBuf bytes, int length) {
        bytesUnderWay -= length;
        var unused = to.writeAndFlush(bytes);
        follow();
    }

    /** The sender has ended: so does the receiver, once it has everything that is under way. */
    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (rules.of(link).kind() == LinkRule.Kind.SWALLOW) {
            hasLost = true; // its end, too: the other side is half open until the rule ends
            return;
        }
        long wait = Math.max(0, lastDueNanos - System.nanoTime());
        var unused = to.eventLoop().schedule(this::end, wait, TimeUnit.NANOSECONDS);
    }

    private void end() {
        var unused = to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        reset(from);
        if (rules.of(link).kind() == LinkRule.Kind.SWALLOW) {
            hasLost = true;
        } else {
            reset(to);
        }
    }
}
