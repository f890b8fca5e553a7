package dev.jangada.storage;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A glob split at its first wildcard: a literal base, and one matcher for each segment after it. {@code **} as a whole
 * segment stands for any number of directories.
 *
 * @param base the part before the first segment with a wildcard, possibly empty
 * @param segments what follows, one path segment each
 */
record GlobPattern(String base, List<Segment> segments) {

    private static final String WILDCARDS = "*?[{\\";

    /** Copies the segments. */
    GlobPattern {
        segments = List.copyOf(segments);
    }

    /**
     * One segment of the pattern.
     *
     * @param text as written
     * @param matcher matches the names that the segment stands for; null for {@code **}
     */
    record Segment(String text, @Nullable PathMatcher matcher) {

        /** Whether it stands for any number of directories. */
        boolean deep() {
            return matcher == null;
        }

        /** Whether it matches a name; hidden names only if it says so by its first character. */
        boolean matches(Path name) {
            if (matcher == null) {
                return !hidden(name);
            }
            boolean named = text.charAt(0) == name.toString().charAt(0);
            return (named || !hidden(name)) && matcher.matches(name);
        }
    }

    /** Whether a path has a wildcard. */
    static boolean isGlob(String path) {
        return path.chars().anyMatch(c -> WILDCARDS.indexOf(c) >= 0);
    }

    /** Whether a name is left out of directories: it starts with a dot or an underscore. */
    static boolean hidden(Path name) {
        String text = name.toString();
        return text.startsWith(".") || text.startsWith("_");
    }

    /** Splits a pattern that has a wildcard. */
    static GlobPattern parse(String pattern, String displayAs) throws StorageException {
        List<Segment> segments = new ArrayList<>();
        String base = base(pattern);
        for (String text : pattern.substring(base.length()).split("/+")) {
            if (!text.isEmpty() && !text.equals(".")) {
                segments.add(segment(text, displayAs));
            }
        }
        return new GlobPattern(base, segments);
    }

    /** What comes before the first segment with a wildcard, with its slash; all of a path without wildcards. */
    static String base(String pattern) {
        for (int i = 0; i < pattern.length(); i++) {
            if (WILDCARDS.indexOf(pattern.charAt(i)) >= 0) {
                return pattern.substring(0, pattern.lastIndexOf('/', i) + 1);
            }
        }
        return pattern;
    }

    private static Segment segment(String text, String displayAs) throws StorageException {
        if (text.equals("**")) {
            return new Segment(text, null);
        }
        try {
            return new Segment(text, FileSystems.getDefault().getPathMatcher("glob:" + text));
        } catch (PatternSyntaxException e) {
            throw StorageException.permanent(
                    "Cannot read the pattern " + displayAs + ": " + e.getDescription()
                            + "; brackets and braces close within one path segment.",
                    e);
        }
    }

    /** Whether this glob matches a path below its base, a directory above it, or may match something inside it. */
    boolean touches(Path relative) {
        return touches(relative, 0, 0);
    }

    private boolean touches(Path relative, int name, int segment) {
        if (name == relative.getNameCount() || segment == segments.size()) {
            return true;
        }
        Segment here = segments.get(segment);
        if (here.deep() && touches(relative, name, segment + 1)) {
            return true;
        }
        int next = here.deep() ? segment : segment + 1;
        return here.matches(relative.getName(name)) && touches(relative, name + 1, next);
    }
}
