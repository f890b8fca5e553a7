package dev.jangada.api;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a job, names with values. Getters give clear errors, and remember what was asked for, so that an
 * argument that the job does not know can be reported. Used by one thread.
 */
public final class Arguments {

    private final SortedMap<String, String> values;
    private final SortedSet<String> known = new TreeSet<>();

    private Arguments(SortedMap<String, String> values) {
        this.values = values;
    }

    /** No arguments. */
    public static Arguments none() {
        return new Arguments(new TreeMap<>());
    }

    /** Arguments by name. */
    public static Arguments of(Map<String, String> values) {
        return new Arguments(new TreeMap<>(values));
    }

    /** All arguments, sorted by name. */
    public SortedMap<String, String> asMap() {
        return Collections.unmodifiableSortedMap(values);
    }

    /** Whether an argument was given. */
    public boolean contains(String name) {
        return find(name) != null;
    }

    /** A required text; the message when it is missing shows an example, such as {@code REGEX}. */
    public String required(String name, String example) {
        String value = find(name);
        if (value == null) {
            throw new JobDefinitionException("argument '" + name + "' is missing: give --arg " + name + "=" + example);
        }
        return value;
    }

    /** A required text. */
    public String string(String name) {
        return required(name, "TEXT");
    }

    /** A text with a default. */
    public String string(String name, String otherwise) {
        String value = find(name);
        return value == null ? otherwise : value;
    }

    /** A required whole number. */
    public int intValue(String name) {
        return (int) parse(name, required(name, "NUMBER"), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** A whole number with a default. */
    public int intValue(String name, int otherwise) {
        return contains(name) ? intValue(name) : otherwise;
    }

    /** A required whole number of 64 bits. */
    public long longValue(String name) {
        return parse(name, required(name, "NUMBER"), Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** A whole number of 64 bits with a default. */
    public long longValue(String name, long otherwise) {
        return contains(name) ? longValue(name) : otherwise;
    }

    /** A required number. */
    public double doubleValue(String name) {
        String value = required(name, "NUMBER");
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw wrong(name, value, "a number", e);
        }
    }

    /** A number with a default. */
    public double doubleValue(String name, double otherwise) {
        return contains(name) ? doubleValue(name) : otherwise;
    }

    /** A switch, {@code true} or {@code false}; off when not given. */
    public boolean flag(String name) {
        String value = string(name, "false");
        if (!value.equals("true") && !value.equals("false")) {
            throw wrong(name, value, "true or false", null);
        }
        return value.equals("true");
    }

    /** The names that were asked for, given or not. */
    public Set<String> known() {
        return Collections.unmodifiableSortedSet(known);
    }

    /** The arguments that were given but never asked for, sorted. */
    public Set<String> unknown() {
        SortedSet<String> unknown = new TreeSet<>(values.keySet());
        unknown.removeAll(known);
        return unknown;
    }

    private @Nullable String find(String name) {
        known.add(name);
        return values.get(name);
    }

    private static long parse(String name, String value, long least, long greatest) {
        long number;
        try {
            number = Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw wrong(name, value, "a whole number", e);
        }
        if (number < least || number > greatest) {
            throw wrong(name, value, "a whole number from " + least + " to " + greatest, null);
        }
        return number;
    }

    private static JobDefinitionException wrong(String name, String value, String wanted, @Nullable Throwable cause) {
        String message = "argument '" + name + "' is '" + value + "', but must be " + wanted;
        return cause == null ? new JobDefinitionException(message) : new JobDefinitionException(message, cause);
    }
}
