package dev.jangada.client.config;

import java.util.Locale;

/**
 * One setting of a server process: {@code --http-address} as a flag, {@code JANGADA_HTTP_ADDRESS} in the environment and
 * {@code http-address} in a file.
 *
 * @param key words joined by hyphens
 * @param label what a value looks like, for help; empty for a switch, which is {@code true} or {@code false}
 * @param otherwise the default; empty means that there is none
 * @param about what it is for
 */
public record Setting(String key, String label, String otherwise, String about) {

    /** A setting with a value. */
    public static Setting of(String key, String label, String otherwise, String about) {
        return new Setting(key, label, otherwise, about);
    }

    /** A setting that is on or off, and off by default. */
    public static Setting flag(String key, String about) {
        return new Setting(key, "", "false", about);
    }

    /** Whether it is on or off. */
    public boolean isSwitch() {
        return label.isEmpty();
    }

    /** Its name on the command line. */
    public String option() {
        return "--" + key;
    }

    /** Its name in the environment. */
    public String variable() {
        return "JANGADA_" + key.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
