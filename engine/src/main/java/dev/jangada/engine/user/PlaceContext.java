package dev.jangada.engine.user;

import dev.jangada.api.TaskContext;
import dev.jangada.engine.task.CounterTally;

/** The context of map functions: the place that a reader is at, and counters. */
public final class PlaceContext implements TaskContext {

    private final Place place;
    private final CounterTally tally;

    /** Tells a place and counts into a tally. */
    public PlaceContext(Place place, CounterTally tally) {
        this.place = place;
        this.tally = tally;
    }

    @Override
    public String file() {
        String file = place.fileOrNull();
        if (file == null) {
            throw new IllegalStateException("file() is not known: the source of the job is generated");
        }
        return file;
    }

    @Override
    public long offset() {
        return place.offset();
    }

    @Override
    public long lineNumber() {
        long line = place.lineNumber();
        if (line == 0) {
            throw new IllegalStateException("lineNumber() is not known: read with readNumberedText()");
        }
        return line;
    }

    @Override
    public void count(String name, long n) {
        tally.addUser(name, n);
    }

    /** The place as messages show it. */
    public static String describe(Place place) {
        String file = place.fileOrNull();
        if (file == null) {
            return "record " + place.offset() + " of the generated source";
        }
        String line = place.lineNumber() == 0 ? "" : ", line " + place.lineNumber();
        return "file " + file + ", byte offset " + place.offset() + line;
    }
}
