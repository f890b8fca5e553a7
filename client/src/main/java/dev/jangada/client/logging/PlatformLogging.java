package dev.jangada.client.logging;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/**
 * Quietens libraries that log by {@code java.util.logging}, gRPC above all. Named by a system property, so that it costs
 * nothing where that is not loaded.
 */
public final class PlatformLogging {
    private static final String PROPERTY = "java.util.logging.config.class";

    /** Called by the platform when its logging is first used. */
    public PlatformLogging() {
        String settings = "handlers=java.util.logging.ConsoleHandler\n.level="
                + (LogProfile.chosen() == LogProfile.QUIET ? "OFF" : "SEVERE") + "\n";
        try {
            LogManager.getLogManager()
                    .readConfiguration(new ByteArrayInputStream(settings.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    static void install() {
        if (System.getProperty(PROPERTY) == null && System.getProperty("java.util.logging.config.file") == null) {
            System.setProperty(PROPERTY, PlatformLogging.class.getName());
        }
    }
}
