package dev.jangada.chaos.mix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A text of lines of words, all ASCII, and what jobs have to make of it.
 *
 * @param file where it is
 * @param lines its lines
 */
record InputText(Path file, List<String> lines) {
    private static final int WORDS = 400;
    private static final int MOST_WORDS_A_LINE = 12;

    /** Writes a text of at least so many bytes. */
    static InputText write(Path file, int bytes, Random random) throws IOException {
        StringBuilder text = new StringBuilder(bytes + 200);
        while (text.length() < bytes) {
            int words = 1 + random.nextInt(MOST_WORDS_A_LINE);
            for (int i = 0; i < words; i++) {
                // squared, so that some words are frequent
                double draw = random.nextDouble();
                text.append(i == 0 ? "" : " ").append("word").append((int) (draw * draw * WORDS));
            }
            text.append(' ').append(random.nextInt(1_000_000)).append('\n');
        }
        Files.writeString(file, text, StandardCharsets.US_ASCII);
        return new InputText(file, Arrays.asList(text.toString().split("\n")));
    }

    /** How often each word occurs. */
    Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        for (String line : lines) {
            for (String word : line.split(" ")) {
                counts.merge(word, 1L, Long::sum);
            }
        }
        return counts;
    }

    /** The lines that pass, each with its newline. */
    String matching(Predicate<String> predicate) {
        StringBuilder matching = new StringBuilder();
        lines.stream().filter(predicate).forEach(line -> matching.append(line).append('\n'));
        return matching.toString();
    }

    /** The lines in the order of their bytes. */
    String sorted() {
        StringBuilder sorted = new StringBuilder();
        lines.stream().sorted().forEach(line -> sorted.append(line).append('\n'));
        return sorted.toString();
    }
}
