package dev.jangada.engine.user;

import dev.jangada.api.ByteSink;
import dev.jangada.api.Type;
import java.nio.charset.StandardCharsets;

/** Keys as messages show them. */
public final class KeyText {

    private static final int LONGEST = 100;

    private KeyText() {}

    /** An encoded key as text, in quotes, shortened when it is long. */
    public static String of(Type<Object> type, byte[] bytes, int offset, int length) {
        ByteSink sink = new ByteSink(64);
        try {
            type.render(bytes, offset, length, sink);
        } catch (RuntimeException e) {
            return "(which cannot be shown: " + e + ")";
        }
        String text = new String(sink.bytes(), 0, Math.min(sink.length(), 4 * LONGEST), StandardCharsets.UTF_8);
        return text.length() <= LONGEST ? "'" + text + "'" : "'" + text.substring(0, LONGEST) + "...'";
    }
}
