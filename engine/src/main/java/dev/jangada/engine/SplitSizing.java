package dev.jangada.engine;

/** Chooses how large splits are. */
final class SplitSizing {

    /** Above this a split takes long to repeat when it fails. */
    static final long LARGE = 64L << 20;
    /** Below this the cost of a task shows. */
    static final long MEDIUM = 32L << 20;
    /** Below this a task is hardly worth its start. */
    static final long SMALL = 1L << 20;

    private SplitSizing() {}

    /**
     * The size of splits: as requested; or at most 64 MiB, but two splits per slot as long as they have 32 MiB; or for small
     * inputs one split per slot, of at least 1 MiB.
     */
    static long choose(PlanRequest request, long bytes) {
        if (request.splitBytes() > 0) {
            return request.splitBytes();
        }
        long slots = Math.max(1, request.slots());
        long splits = divideUp(bytes, LARGE);
        if (splits < 2 * slots) {
            splits = bytes / (2 * slots) >= MEDIUM ? 2 * slots : Math.min(slots, divideUp(bytes, SMALL));
        }
        long even = divideUp(bytes, Math.max(1, splits));
        return Math.max(1, Math.min(LARGE, even));
    }

    private static long divideUp(long a, long b) {
        return (a + b - 1) / b;
    }
}
