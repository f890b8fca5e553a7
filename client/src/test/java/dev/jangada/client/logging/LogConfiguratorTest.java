package dev.jangada.client.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogConfiguratorTest {
    private final LoggerContext context = new LoggerContext();

    @AfterEach
    void chooseAsBefore() {
        LogProfile.chooseFor();
        context.stop();
    }

    private Level level(String logger) {
        return context.getLogger(logger).getEffectiveLevel();
    }

    @Test
    void serverTellsItsStoryAndNotThatOfRatis() {
        LogProfile.chooseFor("master");
        new LogConfigurator().configure(context);

        assertThat(level("dev.jangada.master.leader.LeaderSession")).isEqualTo(Level.INFO);
        assertThat(level("org.apache.ratis.grpc.server.GrpcLogAppender")).isEqualTo(Level.OFF);
        assertThat(level("org.apache.ratis.util.LifeCycle")).isEqualTo(Level.OFF);
        assertThat(level("org.apache.ratis.server.impl.TransferLeadership")).isEqualTo(Level.ERROR);
        assertThat(level("org.apache.ratis.server.RaftServer$Division")).isEqualTo(Level.WARN);
        assertThat(level("org.eclipse.jetty.server.Server")).isEqualTo(Level.WARN);
    }

    @Test
    void commandKeepsToWarningsOfOurs() {
        LogProfile.chooseFor("run");
        new LogConfigurator().configure(context);

        assertThat(level("dev.jangada.worker.Worker")).isEqualTo(Level.WARN);
        assertThat(level("org.apache.ratis.server.RaftServer$Division")).isEqualTo(Level.OFF);
        assertThat(level("io.grpc.netty.NettyServerHandler")).isEqualTo(Level.OFF);
    }
}
