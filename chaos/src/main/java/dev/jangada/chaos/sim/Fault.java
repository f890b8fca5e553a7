package dev.jangada.chaos.sim;

/**
 * One fault at a time of its own.
 *
 * @param at µs since the start
 * @param kind what happens
 * @param target to whom: a master, a worker or a client by its number, or a node of the network
 * @param other the other end, where there is one
 * @param length µs until it is undone
 */
public record Fault(long at, Kind kind, int target, int other, long length) {
    /** What can happen. */
    public enum Kind {
        /** A master is killed and starts again. */
        CRASH_MASTER,
        /** All masters are killed and start again. */
        CRASH_ALL_MASTERS,
        /** A master stands still. */
        PAUSE_MASTER,
        /** Another master is made to stand for election, whoever leads. */
        ELECT,
        /** The wall clock of a master jumps, by as many µs as the length says. */
        JUMP_CLOCK,
        /** A worker is killed and another process starts in its place. */
        CRASH_WORKER,
        /** A worker loses its memory and goes on under the same incarnation, such as a restored machine. */
        FORGET_WORKER,
        /** A worker is killed for good. */
        KILL_WORKER,
        /** A worker stands still. */
        PAUSE_WORKER,
        /** A second process starts under the id of a worker. */
        DOUBLE_WORKER,
        /** A worker is drained. */
        DRAIN_WORKER,
        /** Nothing that one node sends reaches another. */
        CUT,
        /** Nothing that a node sends reaches anybody, and nothing reaches it. */
        ISOLATE,
        /** The masters before the target are cut off from those after it. */
        SPLIT_MASTERS,
        /** The link between two nodes comes and goes. */
        FLAP
    }
}
