package dev.jangada.master.codec;

/** A message breaks its contract: a field is missing or out of bounds. Trying again with the same message can't help. */
public final class MalformedMessageException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedMessageException(String message) {
        super(message);
    }

    /** Runs a decoder; turns what a record's constructor refuses into this exception. */
    static <T> T checked(String what, Decoder<T> decoder) throws MalformedMessageException {
        try {
            return decoder.decode();
        } catch (IllegalArgumentException e) {
            MalformedMessageException malformed =
                    new MalformedMessageException(what + " is malformed: " + e.getMessage());
            malformed.initCause(e);
            throw malformed;
        }
    }

    /** Makes one value. */
    interface Decoder<T> {
        T decode() throws MalformedMessageException;
    }
}
