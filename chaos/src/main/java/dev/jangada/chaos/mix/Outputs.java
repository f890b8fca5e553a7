package dev.jangada.chaos.mix;

import dev.jangada.chaos.check.Expectation.OutputCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Comparisons of published outputs with what they have to be. */
final class Outputs {
    private Outputs() {}

    /** The parts hold these counts, each key once. */
    static OutputCheck counts(Map<String, Long> expected) {
        return readable(output -> {
            Map<String, Long> found = new TreeMap<>();
            for (String line : all(output).lines().toList()) {
                int tab = line.lastIndexOf('\t');
                String key = line.substring(0, Math.max(0, tab));
                if (found.put(key, Long.parseLong(line.substring(tab + 1))) != null) {
                    return Optional.of("the key '" + key + "' is there twice");
                }
            }
            return found.equals(expected) ? Optional.empty() : Optional.of(difference(expected, found));
        });
    }

    private static String difference(Map<String, Long> expected, Map<String, Long> found) {
        List<String> wrong = new ArrayList<>();
        Map<String, Long> all = new TreeMap<>(expected);
        all.putAll(found);
        all.keySet().stream()
                .filter(key -> !expected.getOrDefault(key, 0L).equals(found.getOrDefault(key, 0L)))
                .forEach(key -> wrong.add(
                        key + " is " + found.getOrDefault(key, 0L) + " and not " + expected.getOrDefault(key, 0L)));
        return wrong.size() + " of " + expected.size() + " counts are wrong, such as: "
                + String.join(", ", wrong.subList(0, Math.min(3, wrong.size())));
    }

    /** The counts of all parts add up to this. */
    static OutputCheck total(long expected) {
        return readable(output -> {
            long found = all(output)
                    .lines()
                    .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf('\t') + 1)))
                    .sum();
            return found == expected
                    ? Optional.empty()
                    : Optional.of("the counts add up to " + found + " and not to " + expected);
        });
    }

    /** The parts in turn are this text, byte for byte. */
    static OutputCheck text(String expected) {
        return readable(output -> {
            String found = all(output);
            return found.equals(expected)
                    ? Optional.empty()
                    : Optional.of("it has " + found.length() + " bytes where " + expected.length()
                            + " are right, and differs first at byte " + mismatch(expected, found));
        });
    }

    private static int mismatch(String expected, String found) {
        int shorter = Math.min(expected.length(), found.length());
        for (int i = 0; i < shorter; i++) {
            if (expected.charAt(i) != found.charAt(i)) {
                return i;
            }
        }
        return shorter;
    }

    private static String all(Path output) throws IOException {
        List<Path> parts;
        try (Stream<Path> files = Files.list(output)) {
            parts = files.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .sorted()
                    .toList();
        }
        StringBuilder all = new StringBuilder();
        for (Path part : parts) {
            all.append(Files.readString(part, StandardCharsets.ISO_8859_1));
        }
        return all.toString();
    }

    /** A comparison that reads files. */
    @FunctionalInterface
    private interface Comparison {
        Optional<String> problem(Path output) throws IOException;
    }

    private static OutputCheck readable(Comparison comparison) {
        return output -> {
            try {
                return comparison.problem(output);
            } catch (IOException | NumberFormatException | StringIndexOutOfBoundsException e) {
                return Optional.of(output + " cannot be read as an output: " + e);
            }
        };
    }
}
