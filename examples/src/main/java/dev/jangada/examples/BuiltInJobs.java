package dev.jangada.examples;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/** The jobs that can be run by name, as {@code META-INF/jangada/jobs.properties} lists them. */
public final class BuiltInJobs {

    /** The resource that lists the jobs: {@code NAME.class}, {@code NAME.about} and {@code NAME.arguments}. */
    public static final String RESOURCE = "META-INF/jangada/jobs.properties";

    private static final String CLASS = ".class";

    private BuiltInJobs() {}

    /**
     * A job that can be run by name.
     *
     * @param name what to call it
     * @param className the class that implements {@link dev.jangada.api.JobDefinition}
     * @param about what it does, in one line
     * @param arguments its arguments as a usage line shows them; empty if it takes none
     */
    public record BuiltInJob(String name, String className, String about, String arguments) {}

    /** All of them by name, sorted. */
    public static SortedMap<String, BuiltInJob> all() {
        Properties properties = load();
        SortedMap<String, BuiltInJob> jobs = new TreeMap<>();
        for (String key : properties.stringPropertyNames()) {
            if (key.endsWith(CLASS)) {
                String name = key.substring(0, key.length() - CLASS.length());
                String about = properties.getProperty(name + ".about", "");
                String arguments = properties.getProperty(name + ".arguments", "");
                jobs.put(name, new BuiltInJob(name, properties.getProperty(key, ""), about, arguments));
            }
        }
        return Collections.unmodifiableSortedMap(jobs);
    }

    private static Properties load() {
        Properties properties = new Properties();
        try (InputStream resource = BuiltInJobs.class.getClassLoader().getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException("the jar of the examples lacks " + RESOURCE);
            }
            properties.load(new InputStreamReader(resource, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
        return properties;
    }
}
