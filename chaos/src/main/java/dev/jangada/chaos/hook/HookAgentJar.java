package dev.jangada.chaos.hook;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import net.bytebuddy.ByteBuddy;

/**
 * The jar that {@code -javaagent} names. It holds a manifest only, which says where the agent's classes are, in a jar or a
 * directory: so there is nothing to build first, and a test in an IDE works as well.
 */
public final class HookAgentJar {
    private HookAgentJar() {}

    /** Writes the jar. */
    public static void write(Path jar) {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Premain-Class", HookAgent.class.getName());
        attributes.putValue("Can-Retransform-Classes", "true");
        attributes.put(
                Attributes.Name.CLASS_PATH,
                List.of(HookAgent.class, ByteBuddy.class).stream()
                        .map(HookAgentJar::origin)
                        .map(URI::toString)
                        .collect(Collectors.joining(" ")));
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream empty = new JarOutputStream(file, manifest)) {
            empty.finish();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + jar, e);
        }
    }

    private static URI origin(Class<?> type) {
        try {
            return type.getProtectionDomain().getCodeSource().getLocation().toURI();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the class path has an entry that is no address", e);
        }
    }

    /** The options that start a JVM with the agent. */
    public static List<String> options(Path jar, HookFile hooks) {
        return List.of("-javaagent:" + jar.toAbsolutePath(), "-D" + HookFile.PROPERTY + "=" + hooks.path());
    }
}
