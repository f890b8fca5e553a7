/**
 * The jobs of a chaos run: what they read, what they have to write, and how they have to end, all determined by a seed. The
 * expected outputs are computed here in the plain way, with none of Jangada's own code.
 */
@NullMarked
package dev.jangada.chaos.mix;

import org.jspecify.annotations.NullMarked;
