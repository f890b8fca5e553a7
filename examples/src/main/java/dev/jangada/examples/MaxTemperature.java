package dev.jangada.examples;

import dev.jangada.api.Emitter;
import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;
import dev.jangada.api.Type;
import dev.jangada.api.Utf8;

/**
 * Finds the highest temperature of each year: lines of year, tab, temperature. A reading is a line of key, tab and value,
 * where the value's second word is the year and its fourth the temperature with a sign. Lines that are none are skipped and
 * counted as {@value #MALFORMED}.
 */
public final class MaxTemperature implements JobDefinition {

    /** The counter of lines that are no readings. */
    public static final String MALFORMED = "malformed lines";

    private static final int YEAR = 1;
    private static final int TEMPERATURE = 3;

    @Override
    public void define(JobBuilder job) {
        job.readText().map(Type.LONG, Type.LONG, MaxTemperature::read).max().writeText();
    }

    private static void read(Utf8 line, Emitter<Long, Long> out) {
        int tab = line.indexOf('\t');
        if (tab >= 0) {
            try {
                if (readValue(line.slice(tab + 1), out)) {
                    return;
                }
            } catch (NumberFormatException e) {
                // A word that should be a number and is none makes the line malformed, like a missing word.
            }
        }
        out.context().count(MALFORMED, 1);
    }

    /** Emits the year and the temperature; false if the value has too few words. */
    private static boolean readValue(Utf8 value, Emitter<Long, Long> out) {
        long year = 0;
        int index = 0;
        for (Utf8 word : value.words()) {
            if (index == YEAR) {
                year = word.parseLong();
            } else if (index == TEMPERATURE) {
                out.emit(year, word.parseLong());
                return true;
            }
            index++;
        }
        return false;
    }
}
