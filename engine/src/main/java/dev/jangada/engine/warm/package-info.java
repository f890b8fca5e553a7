/** Brings the engine's code to its full speed before there is work: see {@link dev.jangada.engine.warm.WarmUp}. */
@NullMarked
package dev.jangada.engine.warm;

import org.jspecify.annotations.NullMarked;
