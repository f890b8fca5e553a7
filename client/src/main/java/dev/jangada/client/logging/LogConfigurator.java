package dev.jangada.client.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.List;

/**
 * Configures logback for the command line and its servers. It ranks above logback's own search: a {@code logback.xml}, also
 * one that the system property {@code logback.configurationFile} names, is not read.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_LOW_PRIORITY)
public final class LogConfigurator extends ContextAwareBase implements Configurator {
    private static final String SERVER_LINE =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} level=%-5level logger=%logger{0} %msg%n%ex";
    private static final String COMMAND_LINE = "jangada: %-5level %logger{0}: %msg%n%ex{short}";

    /** What these call errors is usual, or told by us in a sentence, such as a start that fails. */
    private static final List<String> NOISY =
            List.of("org.apache.ratis.util.LifeCycle", "org.apache.ratis.grpc", "org.apache.ratis.thirdparty");

    /** A pause of the JVM, and a leader that has lost its majority. */
    private static final List<String> TELLING =
            List.of("org.apache.ratis.util.JvmPauseMonitor", "org.apache.ratis.server.RaftServer$Division");

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        LogProfile profile = LogProfile.chosen();
        boolean server = profile == LogProfile.SERVER;
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(server ? SERVER_LINE : COMMAND_LINE);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget(server ? "System.out" : "System.err");
        appender.setEncoder(encoder);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
        root.setLevel(profile == LogProfile.QUIET ? Level.ERROR : Level.WARN);
        context.getLogger("dev.jangada").setLevel(profile == LogProfile.QUIET ? Level.WARN : Level.INFO);
        configureRatis(context, profile);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /**
     * Ratis reports as warnings and errors, with stack traces, what happens at every failover and every stop: a peer that is
     * gone for a moment. What matters of it our own lines say.
     */
    private static void configureRatis(LoggerContext context, LogProfile profile) {
        boolean server = profile == LogProfile.SERVER;
        context.getLogger("org.apache.ratis").setLevel(server ? Level.ERROR : Level.OFF);
        if (!server) {
            context.getLogger("io.grpc").setLevel(Level.OFF);
            return;
        }
        NOISY.forEach(name -> context.getLogger(name).setLevel(Level.OFF));
        TELLING.forEach(name -> context.getLogger(name).setLevel(Level.WARN));
    }
}
