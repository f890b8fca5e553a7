package dev.jangada.chaos.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A bug that is planted on purpose: text of the product's source that is replaced.
 *
 * @param name short, of one word with hyphens
 * @param breaks what it breaks
 * @param mask the mutant that drops the other fence, if one stands behind the one that this drops: then it can be caught
 *     only together with that one
 * @param edits what is replaced
 */
record Mutant(String name, String breaks, Optional<String> mask, List<Edit> edits) {
    Mutant {
        edits = List.copyOf(edits);
    }

    boolean isMasked() {
        return mask.isPresent();
    }

    /** The files that it changes. */
    Set<String> files() {
        return edits.stream().map(Edit::file).collect(Collectors.toSet());
    }

    /**
     * One replacement. Texts are the same if they differ in white space only, so that formatting does not matter.
     *
     * @param file from the root of the repository
     * @param old occurs in it once
     * @param now stands there instead
     */
    record Edit(String file, String old, String now) {
        /** {@code source} with the replacement. */
        String in(String source) {
            StringBuilder pattern = new StringBuilder();
            for (String word : old.strip().split("\\s+")) {
                pattern.append(pattern.isEmpty() ? "" : "\\s+").append(Pattern.quote(word));
            }
            Matcher matcher = Pattern.compile(pattern.toString()).matcher(source);
            if (!matcher.find()) {
                throw new IllegalStateException(file + " has no more of this; write the mutant anew: " + old);
            }
            String changed = source.substring(0, matcher.start()) + now + source.substring(matcher.end());
            if (matcher.find()) {
                throw new IllegalStateException(file + " has more than one of this; say more of it: " + old);
            }
            return changed;
        }
    }

    /** The changed sources by file, when all of {@code mutants} are planted; they must not touch the same text. */
    static Map<String, String> sources(Path root, List<Mutant> mutants) throws IOException {
        Map<String, String> sources = new LinkedHashMap<>();
        for (Mutant mutant : mutants) {
            for (Edit edit : mutant.edits) {
                String source = sources.get(edit.file);
                source = source == null ? Files.readString(root.resolve(edit.file)) : source;
                sources.put(edit.file, edit.in(source));
            }
        }
        return sources;
    }

    /**
     * Reads a list of mutants: each begins with {@code == name: what it breaks}, or {@code =~ name behind other: what}
     * if it is masked; then {@code @ file}, lines that begin with {@code -} for the old text and with {@code +} for the
     * new.
     */
    static List<Mutant> read(String text) {
        List<Mutant> mutants = new ArrayList<>();
        for (String part : text.split("(?m)^=(?==|~)")) {
            if (part.startsWith("= ") || part.startsWith("~ ")) {
                mutants.add(one(part));
            }
        }
        return mutants;
    }

    private static Mutant one(String part) {
        List<String> lines = part.lines().toList();
        String[] title = lines.get(0).substring(2).split(": ", 2);
        List<Edit> edits = new ArrayList<>();
        String file = "";
        StringBuilder old = new StringBuilder();
        StringBuilder now = new StringBuilder();
        for (String line : lines.subList(1, lines.size())) {
            boolean isOld = line.startsWith("-");
            if (!old.isEmpty() && (line.startsWith("@") || (isOld && !now.isEmpty()))) {
                edits.add(new Edit(file, old.toString(), now.toString()));
                old.setLength(0);
                now.setLength(0);
            }
            if (line.startsWith("@ ")) {
                file = line.substring(2);
            } else if (isOld) {
                old.append(line.substring(1)).append('\n');
            } else if (line.startsWith("+")) {
                now.append(line.substring(1)).append('\n');
            }
        }
        edits.add(new Edit(file, old.toString(), now.toString()));
        String[] names = title[0].split(" behind ", 2);
        Optional<String> mask = part.startsWith("~") ? Optional.of(names[1]) : Optional.empty();
        return new Mutant(names[0], title[1], mask, edits);
    }
}
