package dev.jangada.chaos.sim;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Answers every "does it go wrong here?" and every "how long?" of a run. Each answer depends on the seed and on what is
 * asked about, never on how many questions came before; so a decision that is taken out leaves the others as they are.
 */
final class Choices {
    private final Schedule schedule;
    private final Agenda agenda;
    private final Map<Long, Choice> made = new LinkedHashMap<>();

    Choices(Schedule schedule, Agenda agenda) {
        this.schedule = schedule;
        this.agenda = agenda;
    }

    /** Whether it goes wrong; {@code a}, {@code b} and {@code c} say where. */
    boolean goesWrong(Choice choice, long a, long b, long c) {
        if (agenda.now() >= schedule.healAt()) {
            return false;
        }
        if (schedule.isExplicit()) {
            return schedule.choices().containsKey(key(choice, a, b, c));
        }
        double rate = schedule.rate(choice);
        if (rate <= 0) {
            return false;
        }
        long key = key(choice, a, b, c);
        if (unit(key) >= rate) {
            return false;
        }
        made.put(key, choice);
        return true;
    }

    private long key(Choice choice, long a, long b, long c) {
        return Agenda.mix(Agenda.mix(
                        Agenda.mix(Agenda.mix(schedule.seed() + choice.name().hashCode()) ^ a) ^ b)
                ^ c);
    }

    private static double unit(long key) {
        return (Agenda.mix(key) >>> 11) * 0x1.0p-53;
    }

    /** A number from {@code low} to below {@code high}. */
    long between(long low, long high, long a, long b) {
        long bits = Agenda.mix(Agenda.mix(Agenda.mix(schedule.seed() ^ 0x5DEECE66DL) ^ a) ^ b);
        return low + Math.floorMod(bits, high - low);
    }

    /** Randomness of one attempt of a job that is not deterministic. */
    SplittableRandom random(long a, long b) {
        return new SplittableRandom(Agenda.mix(Agenda.mix(schedule.seed() ^ a) ^ b));
    }

    /** Everything that went wrong by chance, in order. */
    Map<Long, Choice> made() {
        return made;
    }
}
