package dev.jangada.master.ratis;

/** What a master may do with a directory that holds no master yet. With one that does, all three mean the same. */
public enum StartMode {
    /** Refuse to start. */
    RESTART,
    /** Found a new group together with the other masters that are listed, which do the same. */
    BOOTSTRAP,
    /** Start with an empty log and wait until a leader adds this master to its group. */
    JOIN
}
