package dev.jangada.storage;

import java.util.regex.Pattern;

/** Which names may become part of a path: nothing that could leave its directory or pass for a file of ours. */
final class PartNames {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");

    private PartNames() {}

    /** Returns the name, or throws if it is not plain. */
    static String check(String name) {
        if (!PLAIN.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "not a plain name of letters, digits, dots, dashes and underscores: " + name);
        }
        return name;
    }
}
