package dev.jangada.client.shipping;

import dev.jangada.client.InvalidJobException;
import dev.jangada.client.InvalidJobException.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/** The jobs that come with Jangada, as the resource {@code META-INF/jangada/jobs.properties} lists them. */
public final class BuiltInJobs {
    private static final String RESOURCE = "META-INF/jangada/jobs.properties";
    private static final String CLASS = ".class";

    private BuiltInJobs() {}

    /**
     * A job that can be run by name.
     *
     * @param name what to call it
     * @param className the class that defines it
     * @param about what it does, in one line
     * @param arguments its arguments as a usage line shows them; empty if it takes none
     */
    public record BuiltInJob(String name, String className, String about, String arguments) {}

    /** All of them by name; empty where the examples are not on the class path. */
    public static SortedMap<String, BuiltInJob> all() {
        SortedMap<String, BuiltInJob> jobs = new TreeMap<>();
        Properties properties = read();
        for (String key : properties.stringPropertyNames()) {
            if (key.endsWith(CLASS)) {
                String name = key.substring(0, key.length() - CLASS.length());
                jobs.put(
                        name,
                        new BuiltInJob(
                                name,
                                properties.getProperty(key),
                                properties.getProperty(name + ".about", ""),
                                properties.getProperty(name + ".arguments", "")));
            }
        }
        return Collections.unmodifiableSortedMap(jobs);
    }

    /** The class of a built-in job. */
    static Class<?> load(String name) {
        BuiltInJob job = all().get(name);
        if (job == null) {
            throw new InvalidJobException(
                    Fault.REQUEST,
                    "there is no built-in job '" + name + "': there are " + String.join(", ", all().keySet()),
                    null);
        }
        try {
            return Class.forName(job.className());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(RESOURCE + " names the class " + job.className() + ", which is missing", e);
        }
    }

    private static Properties read() {
        Properties properties = new Properties();
        try (InputStream resource = BuiltInJobs.class.getClassLoader().getResourceAsStream(RESOURCE)) {
            if (resource != null) {
                properties.load(new InputStreamReader(resource, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
        return properties;
    }
}
