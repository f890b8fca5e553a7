package dev.jangada.engine.task;

import java.util.OptionalLong;

/** The user's code threw; the message names the place in the input or the key, and the cause is what it threw. */
public final class UserCodeException extends TaskException {

    private static final long serialVersionUID = 1L;

    private final transient OptionalLong position;
    private final String where;

    /** With the place and what was thrown, at no record that could be skipped. */
    public UserCodeException(String message, Throwable cause) {
        super(message, cause);
        this.position = OptionalLong.empty();
        this.where = "";
    }

    private UserCodeException(String message, Throwable cause, long position, String where) {
        super(message, cause);
        this.position = OptionalLong.of(position);
        this.where = where;
    }

    /**
     * At one record.
     *
     * @param failed what threw, such as {@code the map function failed at}
     * @param position what tells the record from others of its task, see {@link SkipMode}
     * @param where the same for people, such as {@code file a.txt, byte offset 17}
     */
    public static UserCodeException atRecord(String failed, long position, String where, Throwable cause) {
        return new UserCodeException(failed + " " + where + ": " + cause, cause, position, where);
    }

    /** What tells the record from others of its task; empty if the failure is at no record. */
    public OptionalLong position() {
        return position;
    }

    /** Where the record is, for people; empty if the failure is at no record. */
    public String where() {
        return where;
    }

    /** True: user code may depend on things that pass; the attempts of a task are limited anyway. */
    @Override
    public boolean retryable() {
        return true;
    }
}
