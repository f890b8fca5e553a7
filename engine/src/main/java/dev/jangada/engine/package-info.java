/**
 * The data path: planning, map tasks and reduce tasks, from input bytes to output bytes.
 *
 * <p>{@link dev.jangada.engine.Planner} cuts the input, {@link dev.jangada.engine.MapRunner} runs a map task and
 * {@link dev.jangada.engine.ReduceRunner} a reduce task. Each call runs in the thread of its caller and keeps nothing
 * afterwards but the files that it names in its result. There is no network, no clock and no thread here; a shell
 * supplies segments, cancellation and progress.
 *
 * <p>Invariant: the output of a task depends only on the plan, the task and its input, byte for byte; never on memory
 * budgets, the number of spills, or the order in which segments arrive.
 */
@NullMarked
package dev.jangada.engine;

import org.jspecify.annotations.NullMarked;
