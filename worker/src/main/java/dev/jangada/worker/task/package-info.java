/**
 * Running one attempt in the thread of the caller: loading the job's class, then planning, mapping, reducing, publishing
 * or cleaning up through engine and storage, and saying in an outcome what came of it.
 *
 * <p>Invariants: whatever is thrown ends in an outcome with a kind and a sentence; what an attempt prints goes to a log of
 * its own. Used alike in the worker's process and in a child JVM. Does not belong here: threads, processes, the session.
 */
@NullMarked
package dev.jangada.worker.task;

import org.jspecify.annotations.NullMarked;
