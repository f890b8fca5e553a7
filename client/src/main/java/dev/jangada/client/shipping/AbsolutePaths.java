package dev.jangada.client.shipping;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Paths that mean the same in every working directory. */
final class AbsolutePaths {
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+://.*|file:.*");

    private AbsolutePaths() {}

    /**
     * Makes a path or glob absolute and drops its {@code .} steps; {@code ..} stays, because what it means depends on
     * symbolic links. An address with a scheme stays as it is.
     */
    static String of(String path) {
        if (SCHEME.matcher(path).matches()) {
            return path;
        }
        Path absolute = Path.of(path).toAbsolutePath();
        Path cleaned = absolute.getRoot();
        for (Path step : absolute) {
            if (!step.toString().equals(".")) {
                cleaned = cleaned.resolve(step);
            }
        }
        return cleaned.toString();
    }
}
