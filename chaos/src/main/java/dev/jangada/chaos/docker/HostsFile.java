package dev.jangada.chaos.docker;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/**
 * Lets this JVM find containers by the names under which they find each other. Masters refer clients to one another by
 * these names, the engine's name server answers inside its networks only, and addresses change, so the JDK is told to look
 * names up in a file ({@code jdk.net.hosts.file}), which it reads at every lookup.
 */
final class HostsFile {
    private static final String PROPERTY = "jdk.net.hosts.file";

    private final Path file;

    /** That file, which need not be there yet. */
    HostsFile(Path file) {
        this.file = file;
    }

    /** The file that this JVM was started with. */
    static HostsFile ofThisProcess() throws UnknownHostException {
        String name = System.getProperty(PROPERTY, "");
        if (name.isEmpty()) {
            throw new UnknownHostException(
                    "this JVM cannot find containers by name: start it by docker/chaos-test, which sets " + PROPERTY);
        }
        return new HostsFile(Path.of(name));
    }

    /** Says where each name is, all at once; names without an address are left out. */
    void write(Map<String, String> addresses) throws IOException {
        StringBuilder text = new StringBuilder("127.0.0.1 localhost\n");
        addresses.forEach((name, address) -> {
            if (!address.isEmpty()) {
                text.append(address).append(' ').append(name).append('\n');
            }
        });
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(next, text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
