package dev.jangada.client.config;

import dev.jangada.client.rpc.HostPort;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The settings of one process as they apply, and where each came from. Getters do not throw on a wrong value but note the
 * problem and go on, so that {@link #check} reports all problems at once. Used by one thread.
 */
public final class Settings {
    private final Map<String, Value> values = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    private Settings() {}

    /**
     * A value and where it came from.
     *
     * @param text the value
     * @param origin such as {@code --id}, {@code JANGADA_ID}, {@code master.properties} or {@code default}
     */
    private record Value(String text, String origin) {}

    /**
     * Takes each setting from the flags, else from the environment, else from the file, else its default.
     *
     * @param flags the values given on the command line, by key
     * @param file a properties file, or none; keys that are no settings are problems
     */
    public static Settings read(
            List<Setting> known, Map<String, String> flags, Map<String, String> environment, Optional<Path> file) {
        Settings settings = new Settings();
        Properties inFile = file.map(settings::load).orElseGet(Properties::new);
        for (Setting setting : known) {
            settings.values.put(setting.key(), find(setting, flags, environment, inFile, file));
        }
        for (String key : new TreeSet<>(inFile.stringPropertyNames())) {
            if (!settings.values.containsKey(key)) {
                settings.problems.add(file.orElseThrow() + ": there is no setting '" + key + "'; there are "
                        + String.join(", ", settings.values.keySet()));
            }
        }
        return settings;
    }

    private static Value find(
            Setting setting,
            Map<String, String> flags,
            Map<String, String> environment,
            Properties inFile,
            Optional<Path> file) {
        String flag = flags.get(setting.key());
        if (flag != null) {
            return new Value(flag.strip(), setting.option());
        }
        String variable = environment.get(setting.variable());
        if (variable != null && !variable.isBlank()) {
            return new Value(variable.strip(), setting.variable());
        }
        String property = inFile.getProperty(setting.key());
        if (property != null) {
            return new Value(property.strip(), file.map(Path::toString).orElse(""));
        }
        return new Value(setting.otherwise(), "default");
    }

    private Properties load(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            problems.add("cannot read the file " + file + " of --config: " + e.getMessage());
        }
        return properties;
    }

    /** The value; empty if there is none. */
    public Optional<String> find(String key) {
        String text = value(key).text();
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    /** The value, which must be there. */
    public String text(String key) {
        return find(key).orElseGet(() -> {
            Setting named = Setting.of(key, "", "", "");
            problems.add(key + " is missing: give " + named.option() + ", " + named.variable() + " or '" + key
                    + "' in the file of --config");
            return "";
        });
    }

    /** Whether a switch is on. */
    public boolean isOn(String key) {
        Value value = value(key);
        if (!value.text().equals("true") && !value.text().equals("false")) {
            problem(key, "must be true or false");
        }
        return value.text().equals("true");
    }

    /** A whole number of at least {@code least}. */
    public int number(String key, int least) {
        return parsed(key, text -> {
                    int number = Integer.parseInt(text);
                    if (number < least) {
                        throw new IllegalArgumentException("must be at least " + least);
                    }
                    return number;
                })
                .orElse(least);
    }

    /** An address, as {@code host:port}; empty with a note when it is missing or wrong. */
    public String address(String key) {
        return parsed(key, HostPort::parse).map(HostPort::toString).orElse("");
    }

    /** What a parser makes of the value; empty with a note when it is missing or wrong. */
    public <T> Optional<T> parsed(String key, Function<String, T> parser) {
        String text = text(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parser.apply(text));
        } catch (NumberFormatException e) {
            problem(key, "must be a whole number");
        } catch (IllegalArgumentException e) {
            problem(key, String.valueOf(e.getMessage()));
        }
        return Optional.empty();
    }

    /** Notes that a value is wrong. */
    public void problem(String key, String why) {
        Value value = value(key);
        problems.add(key + " = '" + value.text() + "' (from " + value.origin() + "): " + why);
    }

    /**
     * Ends the reading.
     *
     * @throws SettingsException with all problems, if there are any
     */
    public void check() {
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
    }

    /** Each setting with its value and origin, one a line, in the form of a file. */
    public String print() {
        StringBuilder text = new StringBuilder();
        values.forEach(
                (key, value) -> text.append(String.format("%-40s # %s%n", key + " = " + value.text(), value.origin())));
        return text.toString();
    }

    private Value value(String key) {
        Value value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("there is no setting " + key);
        }
        return value;
    }
}
