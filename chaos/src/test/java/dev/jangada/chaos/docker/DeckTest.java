package dev.jangada.chaos.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeckTest {
    private static final List<Integer> CARDS = IntStream.range(0, 20).boxed().toList();

    private static List<Integer> deal(long seed, int number) {
        Deck<Integer> deck = new Deck<>(CARDS, new Random(seed));
        return IntStream.range(0, number).mapToObj(n -> deck.next()).toList();
    }

    @Test
    void dealsEachCardBeforeAnyComesAgain() {
        assertThat(deal(3, 20)).containsExactlyInAnyOrderElementsOf(CARDS);
        assertThat(deal(3, 40).subList(20, 40)).isEqualTo(deal(3, 20));
    }

    @Test
    void aSeedDeterminesTheOrder() {
        assertThat(deal(3, 20)).isEqualTo(deal(3, 20)).isNotEqualTo(deal(4, 20)).isNotEqualTo(CARDS);
    }
}
