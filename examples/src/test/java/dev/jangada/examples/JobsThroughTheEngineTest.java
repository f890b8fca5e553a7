package dev.jangada.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.api.JobDefinition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every built-in job against a plain computation of the same result, with splits that cut lines anywhere. */
class JobsThroughTheEngineTest {

    private static final Path SAMPLES = Path.of("data").toAbsolutePath();
    private static final Map<String, String> NONE = Map.of();
    private static final long SEED = 20260101;

    @TempDir
    private Path directory;

    @Test
    void wordCountCountsWordsOfAnyBytes() throws Exception {
        String text = randomText(4000);
        write("in/a.txt", text.substring(0, 12_345));
        write("in/b.txt", text.substring(12_345));
        write("in/empty.txt", "");

        LocalRun run = run(new WordCount(), NONE, directory, "in");

        TreeMap<String, Integer> expected = new TreeMap<>();
        for (String file : List.of(text.substring(0, 12_345), text.substring(12_345))) {
            StringTokenizer words = new StringTokenizer(file, " \t\r\n\f\u000B");
            while (words.hasMoreTokens()) {
                expected.merge(words.nextToken(), 1, Integer::sum);
            }
        }
        List<String> lines = new ArrayList<>();
        expected.forEach((word, count) -> lines.add(word + "\t" + count));
        assertThat(latinLines(run.bytes())).containsExactlyInAnyOrderElementsOf(lines);
        for (Path part : run.partFiles()) {
            assertThat(latinLines(Files.readAllBytes(part)))
                    .isSortedAccordingTo(Comparator.comparing(line -> line.substring(0, line.indexOf('\t'))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"b", "be", "e b", "bbb"})
    void grepFindsALiteral(String literal) throws Exception {
        String text = randomText(3000);
        write("in.txt", text);

        LocalRun run = run(new Grep(), Map.of("pattern", literal), directory, "in.txt");

        StringBuilder expected = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            if (line.contains(literal)) {
                expected.append(line).append('\n');
            }
        }
        assertThat(expected).isNotEmpty();
        assertThat(new String(run.bytes(), ISO_8859_1)).isEqualTo(expected.toString());
    }

    @Test
    void grepKeepsLinesUnchangedAndInOrder() throws Exception {
        String text = randomText(3000).replace('\f', ' ') + "the last line has an e but no newline";
        write("in.txt", text);

        LocalRun run = run(new Grep(), Map.of("pattern", "b+c?e"), directory, "in.txt");

        StringBuilder expected = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            if (line.matches("(?s).*b+c?e.*")) {
                expected.append(line).append('\n');
            }
        }
        assertThat(expected).contains("\r\n").hasSizeGreaterThan(1000);
        assertThat(new String(run.bytes(), ISO_8859_1)).isEqualTo(expected.toString());
        assertThat(run.partFiles().get(0)).hasFileName("part-m-00000");
        assertThat(run.partFiles()).hasSizeGreaterThan(1);
    }

    @Test
    void sortPutsLinesInTotalByteOrder() throws Exception {
        String text = randomText(3000);
        write("in.txt", text);

        LocalRun run = run(new Sort(), NONE, directory, "in.txt");

        assertThat(run.partFiles()).hasSize(3);
        assertThat(latinLines(run.bytes())).containsExactlyElementsOf(sorted(latinLines(latin(text))));
    }

    @Test
    void sortPutsRecordsInOrderOfTheirKeys() throws Exception {
        Random random = new Random(SEED);
        List<byte[]> records = new ArrayList<>();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (int i = 0; i < 2000; i++) {
            byte[] record = new byte[20];
            random.nextBytes(record);
            record[0] = (byte) random.nextInt(3);
            record[1] = (byte) random.nextInt(4);
            records.add(record);
            file.writeBytes(record);
        }
        Files.write(directory.resolve("in.bin"), file.toByteArray());

        LocalRun run = run(new Sort(), Map.of("record", "20", "key", "2"), directory, "in.bin");

        records.sort((a, b) -> Arrays.compareUnsigned(a, 0, 2, b, 0, 2));
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        records.forEach(expected::writeBytes);
        assertThat(run.bytes()).isEqualTo(expected.toByteArray());
    }

    @Test
    void sortKeepsTheNewlineOfRecords() throws Exception {
        write("in.txt", "cc2\nbb1\naa3\nbb0\n");

        LocalRun run = run(new Sort(), Map.of("record", "3", "key", "2"), directory, "in.txt");

        assertThat(new String(run.bytes(), UTF_8)).isEqualTo("aa3\nbb1\nbb0\ncc2\n");
    }

    @Test
    void maxTemperatureOfTheSample() throws Exception {
        LocalRun run = run(new MaxTemperature(), NONE, SAMPLES, "ncdc.txt");

        assertThat(run.sortedLines()).containsExactly("1949\t111", "1950\t22");
        assertThat(run.counters().user(MaxTemperature.MALFORMED)).isZero();
    }

    @Test
    void malformedReadingsAreSkippedAndCounted() throws Exception {
        write(
                "in.txt",
                "0\tx 1950 y -0011 z\n\nno tab 1950 y +0099\n1\tx 1950 y\n2\tx 195O y +0050\n3\tx 1950 y -0020");

        LocalRun run = run(new MaxTemperature(), NONE, directory, "in.txt");

        assertThat(run.sortedLines()).containsExactly("1950\t-11");
        assertThat(run.counters().user(MaxTemperature.MALFORMED)).isEqualTo(4);
    }

    @Test
    void invertedIndexListsEachPlaceOnceInOrder() throws Exception {
        String text = randomText(2000).replaceAll("[\\r\\f\u000B\u0080-\u00FF]", "q");
        write("in/a.txt", text);
        write("in/b.txt", "abc abc\n\nabc");

        LocalRun run = run(new InvertedIndex(), NONE, directory, "in");

        Map<String, Map<String, Set<Integer>>> expected = new TreeMap<>();
        index(expected, "in/a.txt", text);
        index(expected, "in/b.txt", "abc abc\n\nabc");
        List<String> lines = new ArrayList<>();
        expected.forEach((word, places) -> {
            List<String> list = new ArrayList<>();
            places.forEach((file, numbers) -> numbers.forEach(number -> list.add(file + ":" + number)));
            lines.add(word + "\t" + String.join(",", list));
        });
        assertThat(run.sortedLines()).containsExactlyInAnyOrderElementsOf(lines);
        assertThat(run.sortedLines())
                .anyMatch(line -> line.startsWith("abc\t") && line.endsWith("in/b.txt:1,in/b.txt:3"));
    }

    @Test
    void invertedIndexOfTheSample() throws Exception {
        LocalRun run = run(new InvertedIndex(), NONE, SAMPLES, "dlib.txt");

        assertThat(run.sortedLines())
                .contains("age\tdlib.txt:2", "the\tdlib.txt:1,dlib.txt:2,dlib.txt:3,dlib.txt:4,dlib.txt:5");
    }

    @Test
    void linkGraphOfTheSample() throws Exception {
        LocalRun run = run(new LinkGraph(), NONE, SAMPLES, "pages");

        assertThat(run.sortedLines())
                .containsExactly(
                        "building.html\tpages/index.html",
                        "https://example.org/boats?kind=raft&wood=balsa\tpages/index.html,pages/sailing.html",
                        "index.html\tpages/building.html,pages/sailing.html",
                        "sailing.html\tpages/building.html,pages/index.html");
    }

    @Test
    void noopRunsItsTasksAndWritesNothing() throws Exception {
        LocalRun run = run(new Noop(), Map.of("tasks", "7"), directory);

        assertThat(run.tasks()).isEqualTo(7);
        assertThat(run.partFiles()).isEmpty();
    }

    @Test
    void pauseWritesALinePerTask() throws Exception {
        LocalRun run = run(new Pause(), Map.of("tasks", "3", "millis", "1"), directory);

        assertThat(run.sortedLines()).containsExactly("0\t1", "1\t1", "2\t1");
    }

    @Test
    void emptyInputGivesEmptyOutput() throws Exception {
        write("empty.txt", "");
        Map<String, JobDefinition> jobs = Map.of(
                "wordcount", new WordCount(),
                "sort", new Sort(),
                "maxtemp", new MaxTemperature(),
                "inverted-index", new InvertedIndex(),
                "link-graph", new LinkGraph());
        for (Map.Entry<String, JobDefinition> job : jobs.entrySet()) {
            Path place = Files.createDirectory(directory.resolve(job.getKey()));
            LocalRun run = new LocalRun(place, 2, 0).run(job.getValue(), NONE, directory, "empty.txt");

            assertThat(run.bytes()).as(job.getKey()).isEmpty();
        }
    }

    private LocalRun run(JobDefinition job, Map<String, String> arguments, Path base, String... inputs)
            throws Exception {
        return new LocalRun(Files.createDirectory(directory.resolve("run")), 3, 1000).run(job, arguments, base, inputs);
    }

    private static void index(Map<String, Map<String, Set<Integer>>> index, String file, String text) {
        String[] lines = text.split("\n");
        for (int i = 0; i < lines.length; i++) {
            StringTokenizer words = new StringTokenizer(lines[i]);
            while (words.hasMoreTokens()) {
                index.computeIfAbsent(words.nextToken(), word -> new TreeMap<>())
                        .computeIfAbsent(file, name -> new TreeSet<>())
                        .add(i + 1);
            }
        }
    }

    /** Words over few letters, some of them bytes that are no UTF-8, with every separator; ends in a newline. */
    private static String randomText(int words) {
        Random random = new Random(SEED);
        String[] separators = {" ", " ", "\t", "\n", "\r\n", "\f", "\u000B", "  "};
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            for (int length = random.nextInt(6) + 1; length > 0; length--) {
                text.append(
                        random.nextInt(40) == 0
                                ? (char) (128 + random.nextInt(128))
                                : (char) ('a' + random.nextInt(6)));
            }
            text.append(separators[random.nextInt(separators.length)]);
        }
        return text.append('\n').toString();
    }

    private void write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.resolve("..").normalize());
        Files.write(file, latin(text));
    }

    private static byte[] latin(String text) {
        return text.getBytes(ISO_8859_1);
    }

    /** Lines between LFs only, with one character per byte, so that they sort as bytes do. */
    private static List<String> latinLines(byte[] bytes) {
        String text = new String(bytes, ISO_8859_1);
        return text.isEmpty()
                ? List.of()
                : Arrays.asList(text.substring(0, text.length() - 1).split("\n", -1));
    }

    private static List<String> sorted(List<String> lines) {
        return lines.stream().sorted().toList();
    }
}
