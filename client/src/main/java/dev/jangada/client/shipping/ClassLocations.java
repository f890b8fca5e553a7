package dev.jangada.client.shipping;

import dev.jangada.client.InvalidJobException;
import dev.jangada.client.InvalidJobException.Fault;
import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipFile;

/**
 * Where a job's classes come from, as far as a cluster does not have them: the jar or directory of the defining class,
 * and the other class directories on the class path, which are the neighbouring modules of somebody's project.
 */
final class ClassLocations {
    private static final String FRAMEWORK_PACKAGE = "dev.jangada.";

    /** A place that holds one of these is a module of the framework. */
    private static final List<String> ANCHORS = List.of(
            "dev/jangada/api/JobDefinition.class",
            "dev/jangada/client/Jangada.class",
            "dev/jangada/coordinator/Command.class",
            "dev/jangada/engine/MapRunner.class",
            "dev/jangada/examples/WordCount.class",
            "dev/jangada/master/Master.class",
            "dev/jangada/protocol/Errors.class",
            "dev/jangada/storage/Storage.class",
            "dev/jangada/worker/Worker.class");

    private ClassLocations() {}

    /** The jars and directories to ship for a class, its own first. */
    static List<Path> toShip(Class<?> type) {
        Set<Path> places = new LinkedHashSet<>();
        Path own = locationOf(type);
        // Somebody's jar with the framework in it is somebody's jar; the framework's classes are the framework's.
        if (!(type.getName().startsWith(FRAMEWORK_PACKAGE) && isFramework(own))) {
            places.add(own);
        }
        if (Files.isDirectory(own)) {
            for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator)) {
                Path directory = Path.of(entry).toAbsolutePath().normalize();
                if (Files.isDirectory(directory) && !isFramework(directory)) {
                    places.add(directory);
                }
            }
        }
        return List.copyOf(places);
    }

    private static Path locationOf(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            throw unknown(type, null);
        }
        try {
            URI location = source.getLocation().toURI();
            return Path.of(location).toAbsolutePath().normalize();
        } catch (URISyntaxException | IllegalArgumentException | java.nio.file.FileSystemNotFoundException e) {
            throw unknown(type, e);
        }
    }

    private static InvalidJobException unknown(Class<?> type, @org.jspecify.annotations.Nullable Exception cause) {
        return new InvalidJobException(
                Fault.DEFINITION,
                "cannot tell which jar or directory " + type.getName()
                        + " comes from: put it into a jar and name that with Job.jar",
                cause);
    }

    private static boolean isFramework(Path place) {
        if (Files.isDirectory(place)) {
            return ANCHORS.stream().anyMatch(anchor -> Files.exists(place.resolve(anchor)));
        }
        try (ZipFile jar = new ZipFile(place.toFile())) {
            return ANCHORS.stream().anyMatch(anchor -> jar.getEntry(anchor) != null);
        } catch (java.io.IOException e) {
            return false; // whatever it is, it is not one of ours; reading it will say what is wrong
        }
    }
}
