/**
 * What a master does while it leads. {@link dev.jangada.master.leader.LeaderTerm} is one term of it: it turns what
 * clients and workers say into batches of commands, asks the policies what else to propose, and tells workers what the
 * state asks of them. {@link dev.jangada.master.leader.LeaderSession} is the thread that drives it.
 *
 * <p>Invariants: everything here dies with the term and can be lost at any moment without loss of work. What a worker is
 * told is computed from the replicated state, never remembered as a message. What does not belong here: gRPC streams
 * (package {@code grpc}) and decisions (the coordinator core).
 */
@NullMarked
package dev.jangada.master.leader;

import org.jspecify.annotations.NullMarked;
