package dev.jangada.chaos.docker;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Deals its cards one after the other, and when all are dealt, the same again in the same order. Not thread-safe. */
final class Deck<T> {
    private final List<T> cards;
    private int dealt;

    /** Shuffles the cards, of which there must be some. */
    Deck(List<T> cards, Random random) {
        if (cards.isEmpty()) {
            throw new IllegalArgumentException("a deck needs at least one card");
        }
        this.cards = new ArrayList<>(cards);
        Collections.shuffle(this.cards, random);
    }

    T next() {
        return cards.get(dealt++ % cards.size());
    }

    int size() {
        return cards.size();
    }
}
