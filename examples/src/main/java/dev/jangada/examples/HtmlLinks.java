package dev.jangada.examples;

import dev.jangada.api.ByteSink;
import dev.jangada.api.Utf8;
import java.util.function.Consumer;

/**
 * Finds the links of an HTML page: the {@code href} of every {@code a} and {@code area} tag, in any case, with double,
 * single or no quotes. Comments and the content of {@code script} and {@code style} are passed over. Empty targets are left
 * out. Nothing is ever an error: broken HTML gives the links that can be made out.
 *
 * <p>Works on bytes, so any encoding that contains ASCII will do. White space around a target is dropped, and tabs and line
 * ends within it, as browsers do. Used once, by one thread.
 */
final class HtmlLinks {

    private static final Utf8 COMMENT_END = Utf8.of("-->");
    private static final Utf8 AMPERSAND = Utf8.of("&amp;");

    private final Utf8 page;
    private int at;

    HtmlLinks(Utf8 page) {
        this.page = page;
    }

    /** Gives each target, in order, as often as it is linked to; valid until the next one. */
    void forEach(Consumer<Utf8> targets) {
        while (true) {
            int tag = page.indexOf((byte) '<', at);
            if (tag < 0) {
                return;
            }
            at = tag + 1;
            if (page.slice(at).startsWith("!--")) {
                int end = page.slice(at).indexOf(COMMENT_END);
                at = end < 0 ? page.length() : at + end + COMMENT_END.length();
            } else if (isLetter(peek())) {
                tag(targets);
            }
        }
    }

    private void tag(Consumer<Utf8> targets) {
        Utf8 name = name();
        boolean links = same(name, "a") || same(name, "area");
        boolean found = false;
        while (nextAttribute()) {
            Utf8 attribute = name();
            Utf8 value = value();
            if (links && !found && same(attribute, "href")) {
                found = true;
                Utf8 target = clean(value);
                if (!target.isEmpty()) {
                    targets.accept(target);
                }
            }
        }
        if (same(name, "script") || same(name, "style")) {
            skipToEndOf(name);
        }
    }

    /** Goes to the start of the next attribute's name, or past the end of the tag. */
    private boolean nextAttribute() {
        while (at < page.length()) {
            byte b = peek();
            if (b == '>') {
                at++;
                return false;
            }
            if (b != '/' && !isSpace(b)) {
                return true;
            }
            at++;
        }
        return false;
    }

    /** The name of a tag or attribute that starts here; a stray {@code =} counts as one, so that the scan moves on. */
    private Utf8 name() {
        int start = at++;
        while (at < page.length() && !isSpace(peek()) && peek() != '=' && peek() != '>' && peek() != '/') {
            at++;
        }
        return page.slice(start, at);
    }

    /** The value after an attribute's name, empty if it has none. */
    private Utf8 value() {
        skipSpace();
        if (at == page.length() || peek() != '=') {
            return page.slice(at, at);
        }
        at++;
        skipSpace();
        if (at == page.length()) {
            return page.slice(at, at);
        }
        byte quote = peek();
        if (quote == '"' || quote == '\'') {
            int start = at + 1;
            int end = page.indexOf(quote, start);
            end = end < 0 ? page.length() : end;
            at = Math.min(end + 1, page.length());
            return page.slice(start, end);
        }
        int start = at;
        while (at < page.length() && !isSpace(peek()) && peek() != '>') {
            at++;
        }
        return page.slice(start, at);
    }

    private void skipToEndOf(Utf8 element) {
        while (true) {
            int tag = page.indexOf((byte) '<', at);
            if (tag < 0) {
                at = page.length();
                return;
            }
            at = tag + 1;
            if (at < page.length() && peek() == '/') {
                int end = Math.min(at + 1 + element.length(), page.length());
                if (same(page.slice(at + 1, end), element.toString())) {
                    return;
                }
            }
        }
    }

    private static Utf8 clean(Utf8 value) {
        ByteSink target = new ByteSink(value.length());
        int index = 0;
        while (index < value.length()) {
            byte b = value.byteAt(index);
            if (b == '&' && value.slice(index).startsWith(AMPERSAND)) {
                index += AMPERSAND.length() - 1;
            }
            boolean leading = target.length() == 0 && isSpace(b);
            if (!leading && (b == ' ' || !isSpace(b))) {
                target.write(b);
            }
            index++;
        }
        int end = target.length();
        while (end > 0 && target.bytes()[end - 1] == ' ') {
            end--;
        }
        return Utf8.wrap(target.bytes(), 0, end);
    }

    private byte peek() {
        return at < page.length() ? page.byteAt(at) : 0;
    }

    private void skipSpace() {
        while (at < page.length() && isSpace(peek())) {
            at++;
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }

    private static boolean isLetter(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
    }

    private static boolean same(Utf8 name, String lower) {
        if (name.length() != lower.length()) {
            return false;
        }
        for (int i = 0; i < lower.length(); i++) {
            byte b = name.byteAt(i);
            int folded = b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
            if (folded != Character.toLowerCase(lower.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
