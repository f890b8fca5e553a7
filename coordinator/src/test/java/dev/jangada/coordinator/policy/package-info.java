/** Tests of the leader's policies. */
@NullMarked
package dev.jangada.coordinator.policy;

import org.jspecify.annotations.NullMarked;
