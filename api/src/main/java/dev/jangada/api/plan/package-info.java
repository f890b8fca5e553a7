/**
 * What a job definition comes to: the immutable description that the engine runs.
 *
 * <p>{@link dev.jangada.api.plan.JobPlan#of} runs a definition and checks it, so whoever holds a plan holds a complete and
 * consistent one. Nothing here touches data. Element types are erased to {@code Object}: the builder has checked them.
 */
@NullMarked
package dev.jangada.api.plan;

import org.jspecify.annotations.NullMarked;
