package dev.jangada.examples;

import dev.jangada.api.ByteSink;
import dev.jangada.api.Emitter;
import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;
import dev.jangada.api.MapFunction;
import dev.jangada.api.Type;
import dev.jangada.api.Utf8;
import dev.jangada.api.Values;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Lists where each word occurs: lines of word, tab, and {@code file:line} separated by commas, each once, sorted by the
 * bytes of the file's name and then by the number of the line. Words are those of {@link WordCount}.
 *
 * <p>The places of one word are held in memory, 8 bytes each and as much again while they are sorted.
 */
public final class InvertedIndex implements JobDefinition {

    @Override
    public void define(JobBuilder job) {
        job.readNumberedText()
                .map(Type.TEXT, Posting.TYPE, new PlaceWords())
                .reduce(Type.TEXT, Type.TEXT, InvertedIndex::list)
                .writeText();
    }

    /** Keeps the encoded name of the file at hand, which is the same for line after line. Used by one attempt. */
    private static final class PlaceWords implements MapFunction<Utf8, Utf8, Posting> {

        private String name = "";
        private Utf8 file = Utf8.of(name);

        @Override
        public void map(Utf8 line, Emitter<Utf8, Posting> out) {
            String current = out.context().file();
            if (!current.equals(name)) {
                name = current;
                file = Utf8.of(current);
            }
            Posting posting = new Posting(file, out.context().lineNumber());
            for (Utf8 word : line.words()) {
                out.emit(word, posting);
            }
        }
    }

    /** Puts the places of a word in order, in whatever order they come. */
    static void list(Utf8 word, Values<Posting> postings, Emitter<Utf8, Utf8> out) {
        Map<Utf8, LongStream.Builder> byFile = new TreeMap<>();
        for (Posting posting : postings) {
            LongStream.Builder lines = byFile.get(posting.file());
            if (lines == null) {
                lines = LongStream.builder();
                byFile.put(posting.file().copy(), lines);
            }
            lines.add(posting.line());
        }
        ByteSink list = new ByteSink(64);
        byFile.forEach((file, lines) -> lines.build().sorted().distinct().forEach(line -> append(list, file, line)));
        out.emit(word, Utf8.wrap(list.bytes(), 0, list.length()));
    }

    private static void append(ByteSink list, Utf8 file, long line) {
        if (list.length() > 0) {
            list.write((byte) ',');
        }
        list.write(file.bytes(), file.offset(), file.length());
        list.write((byte) ':');
        list.writeDecimal(line);
    }
}
