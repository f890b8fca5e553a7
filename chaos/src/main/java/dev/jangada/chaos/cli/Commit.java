package dev.jangada.chaos.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Which Jangada this is: the commit of the clone that it was started from, otherwise its version. */
final class Commit {
    private Commit() {}

    static String ofThisProgram() {
        String home = System.getProperty("jangada.home", "");
        if (!home.isEmpty()) {
            try {
                Process git = new ProcessBuilder("git", "-C", home, "describe", "--always", "--dirty", "--abbrev=12")
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                String commit = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
                if (git.waitFor(10, TimeUnit.SECONDS) && git.exitValue() == 0 && !commit.isEmpty()) {
                    return commit;
                }
            } catch (IOException e) {
                return version(); // no git here
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return version();
    }

    private static String version() {
        String version = Commit.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }
}
