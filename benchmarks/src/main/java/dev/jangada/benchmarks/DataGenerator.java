package dev.jangada.benchmarks;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Makes benchmark inputs that depend on their seed and size only. */
public final class DataGenerator {
    /** Words in the vocabulary, as in a large natural text. */
    private static final int VOCABULARY = 200_000;
    /** Exponent of Zipf's law for natural text (Zipf 1949; about 1). */
    private static final double EXPONENT = 1.0;

    private static final long PART_STEP = 1_000_003;
    private static final int WORDS_PER_LINE = 12;
    private static final int RECORD_BYTES = 100;
    private static final int KEY_BYTES = 10;
    private static final int BUFFER_BYTES = 1 << 20;

    private DataGenerator() {}

    /** Writes lines of words drawn by Zipf's law, at least {@code bytes} long, ending with a whole line. */
    public static void text(Path file, long bytes, long seed) throws IOException {
        text(file, bytes, seed, 0);
    }

    /** The same with words of the seed's vocabulary in an order that depends on {@code part}, too. */
    public static void text(Path file, long bytes, long seed, int part) throws IOException {
        byte[][] words = vocabulary(new SplittableRandom(seed));
        SplittableRandom random = new SplittableRandom(seed + part * PART_STEP + 1);
        double[] cumulative = zipf(words.length);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES)) {
            long written = 0;
            while (written < bytes) {
                for (int i = 0; i < WORDS_PER_LINE; i++) {
                    byte[] word = words[draw(cumulative, random)];
                    out.write(word);
                    out.write(i + 1 < WORDS_PER_LINE ? ' ' : '\n');
                    written += word.length + 1;
                }
            }
        }
    }

    /** Writes {@code count} records of 100 bytes in the manner of TeraSort: a random printable key of 10, filler, LF. */
    public static void records(Path file, long count, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] record = new byte[RECORD_BYTES];
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES)) {
            for (long n = 0; n < count; n++) {
                for (int i = 0; i < KEY_BYTES; i++) {
                    record[i] = (byte) (' ' + random.nextInt(95));
                }
                byte[] number = String.format(" %020d ", n).getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(number, 0, record, KEY_BYTES, number.length);
                Arrays.fill(record, KEY_BYTES + number.length, RECORD_BYTES - 1, (byte) ('A' + n % 26));
                record[RECORD_BYTES - 1] = '\n';
                out.write(record);
            }
        }
    }

    /** A word of the vocabulary that texts have least of. */
    public static String rareWord(long seed) {
        byte[][] words = vocabulary(new SplittableRandom(seed));
        return new String(words[words.length - 1], StandardCharsets.US_ASCII);
    }

    private static byte[][] vocabulary(SplittableRandom random) {
        byte[][] words = new byte[VOCABULARY][];
        for (int i = 0; i < words.length; i++) {
            // Frequent words are short: two to four letters at first, growing with the logarithm of the rank.
            int length = 2 + random.nextInt(3) + (int) (Math.log10(i + 1.0) * 1.5);
            byte[] word = new byte[length];
            for (int k = 0; k < length; k++) {
                word[k] = (byte) ('a' + random.nextInt(26));
            }
            words[i] = word;
        }
        return words;
    }

    private static double[] zipf(int size) {
        double[] cumulative = new double[size];
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += 1 / Math.pow(i + 1.0, EXPONENT);
            cumulative[i] = sum;
        }
        return cumulative;
    }

    private static int draw(double[] cumulative, SplittableRandom random) {
        double at = random.nextDouble() * cumulative[cumulative.length - 1];
        int found = Arrays.binarySearch(cumulative, at);
        return found >= 0 ? found : Math.min(-found - 1, cumulative.length - 1);
    }
}
