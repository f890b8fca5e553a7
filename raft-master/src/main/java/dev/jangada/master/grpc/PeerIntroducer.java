package dev.jangada.master.grpc;

import dev.jangada.master.codec.IntroductionCodec;
import dev.jangada.master.codec.MalformedMessageException;
import dev.jangada.master.replication.Introducer;
import dev.jangada.master.replication.Introduction;
import dev.jangada.protocol.v1.IntroductionMessage;
import dev.jangada.protocol.v1.PeerGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Greets other masters at their API ports, before this one takes part and while it does. Thread-safe. */
public final class PeerIntroducer implements Introducer, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PeerIntroducer.class);
    /** A port that nobody listens on is noticed at once; a master that is there may be busy, and must be heard. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    private final Map<String, ManagedChannel> channels = new ConcurrentHashMap<>();

    @Override
    public List<Introduction> greet(Introduction self, Collection<String> addresses) {
        IntroductionMessage message = IntroductionCodec.encode(self);
        List<CompletableFuture<IntroductionMessage>> calls = new ArrayList<>();
        for (String address : addresses) {
            PeerCalls.Single<IntroductionMessage> answer = new PeerCalls.Single<>();
            ManagedChannel channel = channel(address);
            // A master that was gone for long may be back this moment.
            channel.resetConnectBackoff();
            PeerGrpc.newStub(channel)
                    .withDeadlineAfter(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                    .introduce(message, answer);
            calls.add(answer.future);
        }
        List<Introduction> answers = new ArrayList<>();
        for (CompletableFuture<IntroductionMessage> call : calls) {
            try {
                answers.add(IntroductionCodec.decode(call.get(ANSWER_WITHIN.toSeconds() + 1, TimeUnit.SECONDS)));
            } catch (ExecutionException | TimeoutException e) {
                LOG.debug("a master does not answer a greeting: {}", e.toString());
            } catch (MalformedMessageException e) {
                LOG.warn("a master answers a greeting with what makes no sense: {}", e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return answers;
            }
        }
        return answers;
    }

    private ManagedChannel channel(String address) {
        return channels.computeIfAbsent(
                address,
                target -> NettyChannelBuilder.forTarget(target)
                        .usePlaintext()
                        .idleTimeout(5, TimeUnit.MINUTES)
                        .build());
    }

    @Override
    public void close() {
        channels.values().forEach(ManagedChannel::shutdownNow);
    }
}
