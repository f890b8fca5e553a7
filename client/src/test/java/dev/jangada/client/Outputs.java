package dev.jangada.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads what jobs have written. */
public final class Outputs {
    private Outputs() {}

    /** The bytes of each part, in hex so that a difference can be shown, by name. */
    public static SortedMap<String, String> parts(Path output) throws IOException {
        SortedMap<String, String> parts = new TreeMap<>();
        for (Path part : partFiles(output)) {
            parts.put(part.getFileName().toString(), HexFormat.of().formatHex(Files.readAllBytes(part)));
        }
        return parts;
    }

    /** The lines {@code word TAB count} of all parts, by word; bytes are shown as ISO 8859-1. */
    public static SortedMap<String, Long> counts(Path output) throws IOException {
        SortedMap<String, Long> counts = new TreeMap<>();
        for (Path part : partFiles(output)) {
            for (String line : Files.readAllLines(part, StandardCharsets.ISO_8859_1)) {
                int tab = line.lastIndexOf('\t');
                counts.merge(line.substring(0, tab), Long.parseLong(line.substring(tab + 1)), Long::sum);
            }
        }
        return counts;
    }

    /** The same counts, made in the plain way from a text. */
    public static SortedMap<String, Long> countsOf(byte[] text) {
        SortedMap<String, Long> counts = new TreeMap<>();
        for (String word : new String(text, StandardCharsets.ISO_8859_1).split("[ \t\r\n\f\u000b]+")) {
            if (!word.isEmpty()) {
                counts.merge(word, 1L, Long::sum);
            }
        }
        return counts;
    }

    private static List<Path> partFiles(Path output) throws IOException {
        try (Stream<Path> files = Files.list(output)) {
            return files.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .sorted()
                    .toList();
        }
    }
}
