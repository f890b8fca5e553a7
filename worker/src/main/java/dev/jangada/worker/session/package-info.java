/**
 * The worker's side of the session with the leader.
 *
 * <p>{@link dev.jangada.worker.session.WorkerCore} decides: it is pure, without clock, threads or I/O, so that a simulator
 * can drive it. {@link dev.jangada.worker.session.Session} is the shell: one thread that owns the core, finds the leader
 * among the masters, and carries out what the core says.
 *
 * <p>Invariants: nothing is believed from a lower term than the highest seen; an outcome is sent again after each Welcome
 * until it is settled; a lost leader stops no attempt; a fence stops and deletes everything.
 */
@NullMarked
package dev.jangada.worker.session;

import org.jspecify.annotations.NullMarked;
