/**
 * What people and programs are shown: messages made from the replicated state and from what the leader knows beside it.
 * Pure functions without a clock; called under the lock that guards the state, so they are quick and let none of it
 * escape.
 */
@NullMarked
package dev.jangada.master.view;

import org.jspecify.annotations.NullMarked;
