package dev.jangada.chaos.fault;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The kinds of faults. */
public enum FaultKind {
    /** SIGKILL of a leader, a follower, a worker, an executor's JVM, or several of them. */
    KILL("processes are killed"),
    /** Leadership is handed to another master, as before maintenance. */
    TRANSFER("leadership is handed over"),
    /** SIGSTOP for longer than a lease or an election takes, then SIGCONT. */
    PAUSE("processes stand still, then go on"),
    /** Links that carry nothing, in one direction or both, or that swallow, or that are reset. */
    PARTITION("nodes cannot talk to each other"),
    /** Links that are slow or narrow. */
    DELAY("messages come late"),
    /** A node gets a small part of a processor. */
    SLOW("a node is slow"),
    /** The disk of one process has no room. */
    DISK_FULL("a disk is full"),
    /** The sync of a log fails once with an I/O error. */
    FSYNC_ERROR("a sync to disk fails"),
    /** The system calls of a process that sync or write its log fail. */
    IO_ERROR("the kernel fails writes and syncs"),
    /** The wall clock of a process is an hour off. */
    CLOCK("a clock is wrong"),
    /** A flipped bit in a map output or in the log of a stopped master. */
    CORRUPT("a bit is flipped on a disk"),
    /** What was written and not synced is lost together with the process. */
    POWER_CUT("a machine loses its power");

    private final String meaning;

    FaultKind(String meaning) {
        this.meaning = meaning;
    }

    /** What happens, for people. */
    public String meaning() {
        return meaning;
    }

    /** As on the command line, such as {@code disk-full}. */
    public String option() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Reads names divided by commas. */
    public static Set<FaultKind> parse(String list) {
        Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
        for (String word : list.split(",", -1)) {
            kinds.add(Arrays.stream(values())
                    .filter(kind -> kind.option().equals(word.strip()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("'" + word.strip()
                            + "' is no kind of fault: choose of "
                            + Arrays.stream(values()).map(FaultKind::option).collect(Collectors.joining(", ")))));
        }
        return kinds;
    }
}
