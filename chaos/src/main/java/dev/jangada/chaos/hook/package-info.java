/**
 * Faults inside a process, at named methods: an agent that a JVM is started with, and the file that tells it what to do.
 * Product code knows nothing of it, so every method can be a hook point.
 *
 * <p>{@link dev.jangada.chaos.hook.HookFile} is the side of a test or controller; {@link
 * dev.jangada.chaos.hook.HookAgent} and what it uses run in the process that is to be broken.
 */
@NullMarked
package dev.jangada.chaos.hook;

import org.jspecify.annotations.NullMarked;
