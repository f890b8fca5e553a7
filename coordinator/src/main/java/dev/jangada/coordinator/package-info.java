/**
 * The pure core of a Jangada master: commands in, decisions (events and a reply) out; state changes only through
 * events. The same commands give the same state on every replica.
 *
 * <p>What does not belong here: clocks, randomness, threads, I/O, logging, hash-ordered iteration, Ratis, protobuf.
 */
@NullMarked
package dev.jangada.coordinator;

import org.jspecify.annotations.NullMarked;
