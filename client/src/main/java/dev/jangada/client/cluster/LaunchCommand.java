package dev.jangada.client.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How to start another process of this program: by the launcher that started this one, or else as this JVM was. */
final class LaunchCommand {
    private static final String MAIN = "dev.jangada.client.cli.JangadaCommand";

    private LaunchCommand() {}

    static List<String> with(List<String> arguments) {
        List<String> command = new ArrayList<>();
        String launcher = System.getProperty("jangada.launcher", "");
        if (launcher.isEmpty()) {
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.add("-XX:+UseSerialGC");
            command.add("-XX:MetaspaceSize=96m"); // the usual 21m costs a full collection during the start
            command.add("-cp");
            command.add(System.getProperty("java.class.path"));
            command.add(MAIN);
        } else {
            command.add(launcher);
        }
        command.addAll(arguments);
        return command;
    }
}
