/**
 * What a leader should propose: functions of the replicated state, of what the leader knows beside it, and of the time.
 * They return commands and change nothing. A wrong policy can waste work; it can't break safety, for the core refuses
 * what must not be.
 */
@NullMarked
package dev.jangada.coordinator.policy;

import org.jspecify.annotations.NullMarked;
