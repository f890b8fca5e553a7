package dev.jangada.client.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How one process of a local cluster is started differently from the usual.
 *
 * @param wrapper a command that becomes the process, such as {@code unshare --mount}; it has to keep the process id
 * @param jvm further options of its JVM, none with a space
 * @param arguments further arguments of its {@code jangada} command
 * @param environment further variables of its environment
 */
public record NodeOptions(
        List<String> wrapper, List<String> jvm, List<String> arguments, Map<String, String> environment) {
    /** As usual. */
    public static final NodeOptions NONE = new NodeOptions(List.of(), List.of(), List.of(), Map.of());

    /** Copies the collections. */
    public NodeOptions {
        wrapper = List.copyOf(wrapper);
        jvm = List.copyOf(jvm);
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
        for (String option : jvm) {
            if (option.isEmpty() || option.chars().anyMatch(Character::isWhitespace)) {
                throw new IllegalArgumentException(
                        "the JVM option '" + option
                                + "' is empty or has a space, and the launcher divides options at spaces: choose paths without");
            }
        }
    }

    /** With another JVM option. */
    public NodeOptions withJvm(String option) {
        return new NodeOptions(wrapper, append(jvm, List.of(option)), arguments, environment);
    }

    /** With further arguments. */
    public NodeOptions withArguments(String... more) {
        return new NodeOptions(wrapper, jvm, append(arguments, List.of(more)), environment);
    }

    /** With further words of the wrapper. */
    public NodeOptions withWrapper(List<String> more) {
        return new NodeOptions(append(wrapper, more), jvm, arguments, environment);
    }

    /** With another variable. */
    public NodeOptions withVariable(String name, String value) {
        Map<String, String> variables = new TreeMap<>(environment);
        variables.put(name, value);
        return new NodeOptions(wrapper, jvm, arguments, variables);
    }

    private static List<String> append(List<String> list, List<String> more) {
        List<String> longer = new ArrayList<>(list);
        longer.addAll(more);
        return longer;
    }
}
