package dev.jangada.api;

import java.util.regex.Pattern;

/**
 * The name of a job, such as {@code job-17}: groups of lower-case letters and digits, joined by hyphens, beginning with a
 * letter, at most 64 characters. So it is safe in paths and addresses.
 */
public record JobId(String value) {

    private static final int LONGEST = 64;
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    /**
     * Checks the form.
     *
     * @throws IllegalArgumentException when it is not that of a job id
     */
    public JobId {
        if (value.length() > LONGEST || !FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("'" + value + "' is not a job id: one looks like job-17");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
