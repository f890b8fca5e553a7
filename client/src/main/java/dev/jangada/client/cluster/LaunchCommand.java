package dev.jangada.client.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How to start another process of this program: by the launcher that started this one, or else as this JVM was. */
final class LaunchCommand {
    private static final String MAIN = "dev.jangada.client.cli.JangadaCommand";
    private static final String LAUNCHER_JVM_OPTIONS = "JANGADA_JAVA_OPTS";

    private LaunchCommand() {}

    /** The command line for these arguments of {@code jangada}, as usual. */
    static List<String> with(List<String> arguments) {
        return with(arguments, NodeOptions.NONE);
    }

    /** The command line for these arguments of {@code jangada}. */
    static List<String> with(List<String> arguments, NodeOptions options) {
        List<String> command = new ArrayList<>(options.wrapper());
        String launcher = launcher();
        if (launcher.isEmpty()) {
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.add("-XX:+UseSerialGC");
            command.add("-XX:MetaspaceSize=96m"); // the usual 21m costs a full collection during the start
            command.addAll(jvmOptions());
            command.addAll(options.jvm());
            command.add("-cp");
            command.add(System.getProperty("java.class.path"));
            command.add(MAIN);
        } else {
            command.add(launcher);
        }
        command.addAll(arguments);
        command.addAll(options.arguments());
        return command;
    }

    /** Variables to add to the environment: the launcher takes options of the JVM from there. */
    static Map<String, String> environment(NodeOptions options) {
        Map<String, String> variables = new HashMap<>(options.environment());
        if (!launcher().isEmpty() && !options.jvm().isEmpty()) {
            String own = variables.getOrDefault(LAUNCHER_JVM_OPTIONS, String.join(" ", jvmOptions()));
            variables.put(LAUNCHER_JVM_OPTIONS, (own + " " + String.join(" ", options.jvm())).strip());
        }
        return variables;
    }

    /** For this process and those that it starts, whether by the launcher or not. */
    private static List<String> jvmOptions() {
        String words = System.getenv().getOrDefault(LAUNCHER_JVM_OPTIONS, "").strip();
        return words.isEmpty() ? List.of() : List.of(words.split("\\s+"));
    }

    private static String launcher() {
        return System.getProperty("jangada.launcher", "");
    }
}
