package dev.jangada.worker.task;

import dev.jangada.api.JobDefinitionException;
import dev.jangada.protocol.v1.JobRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the class of a job's definition, with one clear sentence when it cannot. */
final class JobLoader {

    /** How a request names a job that comes with Jangada. */
    static final String BUILT_IN = "builtin:";

    private static final String REGISTRY = "META-INF/jangada/jobs.properties";
    private static final Pattern CLASS_FILE_VERSION = Pattern.compile("class file version (\\d+)");
    /** Java 17 has class files of version 61, and so on. */
    private static final int VERSION_BEFORE_JAVA_1 = 44;

    private JobLoader() {}

    /**
     * The class of a definition, not yet initialised.
     *
     * @throws JobDefinitionException when it cannot be had
     */
    static Class<?> load(JobRequest request, ClassLoader loader) {
        String definition = request.getDefinition();
        String name =
                definition.startsWith(BUILT_IN) ? builtIn(definition.substring(BUILT_IN.length()), loader) : definition;
        String where = request.getArtifactsCount() == 0 ? "on the worker's class path" : "in the job's jar";
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            throw new JobDefinitionException(
                    "class " + name + " is not " + where + ": check the class name and that the jar has it", e);
        } catch (UnsupportedClassVersionError e) {
            throw new JobDefinitionException(newerJava(name, e), e);
        } catch (LinkageError e) {
            throw new JobDefinitionException("class " + name + " " + where + " cannot be loaded: " + e, e);
        }
    }

    private static String builtIn(String name, ClassLoader loader) {
        Properties jobs = new Properties();
        try (InputStream resource = loader.getResourceAsStream(REGISTRY)) {
            if (resource != null) {
                jobs.load(new InputStreamReader(resource, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new JobDefinitionException("the list of built-in jobs cannot be read: " + e.getMessage(), e);
        }
        String className = jobs.getProperty(name + ".class");
        if (className == null) {
            TreeSet<String> known = new TreeSet<>();
            for (String key : jobs.stringPropertyNames()) {
                if (key.endsWith(".class")) {
                    known.add(key.substring(0, key.length() - ".class".length()));
                }
            }
            throw new JobDefinitionException("there is no built-in job '" + name + "' on this worker: it has " + known);
        }
        return className;
    }

    /** The sentence for a class that was compiled for a newer Java; null when that is not the cause. */
    static @Nullable String newerJava(Throwable thrown) {
        int depth = 0;
        for (Throwable t = thrown; t != null && depth < 20; t = t.getCause(), depth++) {
            if (t instanceof UnsupportedClassVersionError error) {
                String message = String.valueOf(error.getMessage());
                int end = message.indexOf(' ');
                String name = end < 0 ? "of the job" : message.substring(0, end).replace('/', '.');
                return newerJava(name, error);
            }
        }
        return null;
    }

    private static String newerJava(String name, UnsupportedClassVersionError error) {
        Matcher version = CLASS_FILE_VERSION.matcher(String.valueOf(error.getMessage()));
        String compiledFor = version.find()
                ? "Java " + (Integer.parseInt(version.group(1)) - VERSION_BEFORE_JAVA_1)
                : "a newer Java";
        int runs = Runtime.version().feature();
        return "class " + name + " is compiled for " + compiledFor + ", this worker runs " + runs
                + ": compile with --release " + runs + " or run the worker on a newer JDK";
    }
}
