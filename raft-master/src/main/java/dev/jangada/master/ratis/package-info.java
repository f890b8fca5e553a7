/**
 * Replicates the coordinator core with Apache Ratis: the state machine that applies the log, snapshots, the identity of a
 * data directory, leadership, and the watch that ends a master whose raft has died. The only package that knows Ratis.
 *
 * <p>Invariants: the core changes on the apply thread only, under its lock; an entry that was not proposed in the term
 * that it was committed in changes nothing; an exception while applying ends the master; nothing formats a directory
 * without being asked to.
 */
@NullMarked
package dev.jangada.master.ratis;

import org.jspecify.annotations.NullMarked;
