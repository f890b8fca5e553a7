package dev.jangada.chaos.hook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is to happen when a method is entered or left, as one line of text:
 *
 * <pre>
 * CLASS#METHOD entry|exit [@N] halt | pause | note | delay MILLIS | throw EXCEPTION_CLASS
 * </pre>
 *
 * <p>{@code @N} means the N-th time only, counted from when the process learned of the hook; without it, each time. All
 * methods of that name count together. {@code exit} is a return without an exception.
 *
 * @param className the class, with {@code $} before a nested one
 * @param method a method that this class itself declares; {@code <init>} for its constructors
 * @param place entry or exit
 * @param time which time; 0 for each
 * @param action what happens
 * @param argument milliseconds of a delay, class of an exception, otherwise empty
 */
public record Hook(String className, String method, Place place, int time, Action action, String argument) {
    /** Which side of the method. */
    public enum Place {
        /** Before its first statement. */
        ENTRY,
        /** After it has returned, before the caller goes on. */
        EXIT
    }

    /** What happens there. */
    public enum Action {
        /** The process ends at once, as by SIGKILL. */
        HALT,
        /** The thread waits until the hook is released. */
        PAUSE,
        /** Nothing, but that it was reached is noted. */
        NOTE,
        /** The thread waits for a time. */
        DELAY,
        /** An exception is thrown. */
        THROW
    }

    /** A process that ends. */
    public static Hook halt(String point, Place place) {
        return of(point, place, Action.HALT, "");
    }

    /** A thread that waits until it is released. */
    public static Hook pause(String point, Place place) {
        return of(point, place, Action.PAUSE, "");
    }

    /** A point whose passing is noted. */
    public static Hook note(String point, Place place) {
        return of(point, place, Action.NOTE, "");
    }

    /** A thread that is late. */
    public static Hook delay(String point, Place place, Duration by) {
        return of(point, place, Action.DELAY, String.valueOf(by.toMillis()));
    }

    /** A method that fails. The exception is made with a message if its class allows that. */
    public static Hook fail(String point, Place place, Class<? extends Throwable> with) {
        return of(point, place, Action.THROW, with.getName());
    }

    private static Hook of(String point, Place place, Action action, String argument) {
        return parse(point + " " + place.name().toLowerCase(Locale.ROOT) + " "
                + action.name().toLowerCase(Locale.ROOT) + " " + argument);
    }

    /** The same for the N-th time only. */
    public Hook onTime(int number) {
        return new Hook(className, method, place, number, action, argument);
    }

    /** Reads a line; {@link #toString} writes it. */
    public static Hook parse(String line) {
        List<String> words = new ArrayList<>(List.of(line.strip().split("\\s+")));
        try {
            String[] point = words.remove(0).split("#", -1);
            if (point.length != 2 || point[0].isEmpty() || point[1].isEmpty()) {
                throw new IllegalArgumentException("CLASS#METHOD comes first");
            }
            Place place = Place.valueOf(upper(words.remove(0)));
            int time = words.get(0).startsWith("@")
                    ? Integer.parseInt(words.remove(0).substring(1))
                    : 0;
            Action action = Action.valueOf(upper(words.remove(0)));
            boolean needsArgument = action == Action.DELAY || action == Action.THROW;
            String argument = needsArgument ? words.remove(0) : "";
            if (time < 0 || !words.isEmpty() || (action == Action.DELAY && Long.parseLong(argument) < 0)) {
                throw new IllegalArgumentException("a number is negative, or there are words left over");
            }
            return new Hook(point[0], point[1], place, time, action, argument);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    "'" + line.strip() + "' is no hook (" + e.getMessage() + "): write CLASS#METHOD entry|exit [@N] "
                            + "halt | pause | note | delay MILLIS | throw CLASS",
                    e);
        }
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }

    /** The point, by which the instrumented code asks what to do. */
    String key() {
        return className + "#" + method + " " + place;
    }

    /** The line. */
    @Override
    public String toString() {
        String when = time == 0 ? "" : " @" + time;
        String words = (" " + place + when + " " + action + " ").toLowerCase(Locale.ROOT);
        return (className + "#" + method + words + argument).strip();
    }
}
