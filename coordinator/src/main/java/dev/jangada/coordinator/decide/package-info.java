/**
 * Decides commands: whether they may be done, and which facts follow. Reads the state and changes it by events only.
 *
 * <p>One class a subject: {@link dev.jangada.coordinator.decide.JobDecisions jobs}, {@link
 * dev.jangada.coordinator.decide.WorkerDecisions workers}, {@link dev.jangada.coordinator.decide.AttemptDecisions
 * attempts} and {@link dev.jangada.coordinator.decide.CommitDecisions their commits}, with what follows for others in
 * {@link dev.jangada.coordinator.decide.Losses} and {@link dev.jangada.coordinator.decide.Endings}. What does not belong
 * here: choosing what should be done (package {@code policy}).
 */
@NullMarked
package dev.jangada.coordinator.decide;

import org.jspecify.annotations.NullMarked;
