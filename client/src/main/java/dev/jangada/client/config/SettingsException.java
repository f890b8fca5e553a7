package dev.jangada.client.config;

import java.util.List;

/** The settings of a process are wrong; the message has a line for each problem. */
public final class SettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With the problems, at least one. */
    public SettingsException(List<String> problems) {
        super(
                problems.size() == 1
                        ? problems.get(0)
                        : problems.size() + " settings are wrong:\n  " + String.join("\n  ", problems));
    }
}
