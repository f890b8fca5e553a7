package dev.jangada.chaos.sim;

/**
 * Who reaches whom, and how long it takes. One node a process: masters, then workers, then one for all clients. Cuts are
 * one-way and counted, so that faults may overlap.
 */
final class SimNetwork {
    private static final long SHORTEST = 100;
    private static final long LONGEST = 900;
    private static final int SLOW_FACTOR = 100;

    private final Agenda agenda;
    private final Choices choices;
    private final int[][] cuts;
    private final long[][] sent;

    SimNetwork(int nodes, Agenda agenda, Choices choices) {
        this.agenda = agenda;
        this.choices = choices;
        this.cuts = new int[nodes][nodes];
        this.sent = new long[nodes][nodes];
    }

    int nodes() {
        return cuts.length;
    }

    /** Cuts or mends one direction of a link. */
    void cut(int from, int to, boolean isCut) {
        if (from != to) {
            cuts[from][to] += isCut ? 1 : -1;
        }
    }

    /** Whether what {@code from} sends now reaches {@code to}. */
    boolean reaches(int from, int to) {
        return cuts[from][to] == 0;
    }

    /** Whether both hear each other. */
    boolean isWhole(int one, int other) {
        return reaches(one, other) && reaches(other, one);
    }

    /** Counts the messages of a link; the count names each in the choices. */
    long next(int from, int to) {
        return sent[from][to]++;
    }

    /** How long message {@code number} takes on its way. */
    long delay(int from, int to, long number) {
        return choices.between(SHORTEST, LONGEST, link(from, to), number);
    }

    static long link(int from, int to) {
        return 1_000L * from + to;
    }

    /** Sends a datagram between masters: it may be lost, overtaken, or come twice. */
    void datagram(int from, Actor to, String what, Runnable deliver) {
        long link = link(from, to.node());
        long number = next(from, to.node());
        if (!reaches(from, to.node()) || choices.goesWrong(Choice.DROP_RAFT, link, number, 0)) {
            return;
        }
        long delay = delay(from, to.node(), number);
        if (choices.goesWrong(Choice.DELAY_RAFT, link, number, 0)) {
            delay *= SLOW_FACTOR;
        }
        agenda.in(delay, to, what, deliver);
        if (choices.goesWrong(Choice.DUPLICATE_RAFT, link, number, 0)) {
            agenda.in(delay + delay(to.node(), from, number), to, what, deliver);
        }
    }

    /** How long a message of a stream takes, in µs. */
    long streamDelay(int from, int to, long number) {
        long delay = delay(from, to, number);
        return choices.goesWrong(Choice.DELAY_STREAM, link(from, to), number, 0) ? delay * SLOW_FACTOR : delay;
    }
}
