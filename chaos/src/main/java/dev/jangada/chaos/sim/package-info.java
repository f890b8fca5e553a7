/**
 * A whole cluster in one thread, decided by one seed: the real coordinator, the real leader and the real worker core, on
 * a virtual clock, a model of the network, a model of Raft and a model of the data plane that holds real records.
 *
 * <p>Invariants: nothing here reads a clock, draws from a shared source of randomness, starts a thread or depends on the
 * order of a hash of an identity; so a {@link dev.jangada.chaos.sim.Schedule} says everything about a run. What does not
 * belong here: faults against real processes.
 */
@NullMarked
package dev.jangada.chaos.sim;

import org.jspecify.annotations.NullMarked;
