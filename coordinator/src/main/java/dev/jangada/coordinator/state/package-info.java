/**
 * The replicated state and the facts that change it. {@link dev.jangada.coordinator.state.ClusterState#evolve} is the
 * only way in; everything else here reads. Each noun has its states, its table of transitions and its class.
 *
 * <p>Invariants: {@link dev.jangada.coordinator.state.Invariants}. What does not belong here: deciding whether a
 * command may be done (package {@code decide}) and choosing what should be done (package {@code policy}).
 */
@NullMarked
package dev.jangada.coordinator.state;

import org.jspecify.annotations.NullMarked;
