package dev.jangada.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jangada.api.Emitter;
import dev.jangada.api.TaskContext;
import dev.jangada.api.Utf8;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InvertedIndexTest {

    /** The engine happens to deliver places in order; the job must not depend on it. */
    @Test
    void placesAreSortedWhateverOrderTheyComeIn() {
        List<Posting> postings = List.of(
                new Posting(Utf8.of("b"), 1),
                new Posting(Utf8.of("a"), 10),
                new Posting(Utf8.of("a"), 9),
                new Posting(Utf8.of("b"), 1),
                new Posting(Utf8.of("B"), 3),
                new Posting(Utf8.of("a"), 10));
        RecordedPairs out = new RecordedPairs();

        InvertedIndex.list(Utf8.of("word"), postings::iterator, out);

        assertThat(out.pairs).containsExactly("word\tB:3,a:9,a:10,b:1");
    }

    /** Keeps what is emitted as lines. */
    private static final class RecordedPairs implements Emitter<Utf8, Utf8> {

        private final List<String> pairs = new ArrayList<>();

        @Override
        public void emit(Utf8 key, Utf8 value) {
            pairs.add(key + "\t" + value);
        }

        @Override
        public void emit(Utf8 key, long value) {
            throw new IllegalArgumentException("the value is text");
        }

        @Override
        public void emit(String key, long value) {
            throw new IllegalArgumentException("the value is text");
        }

        @Override
        public void emit(long key, long value) {
            throw new IllegalArgumentException("key and value are text");
        }

        @Override
        public TaskContext context() {
            throw new IllegalStateException("a reduce of the index has no use for a place");
        }
    }
}
