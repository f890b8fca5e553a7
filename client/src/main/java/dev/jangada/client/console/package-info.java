/** One address for the console of a cluster, whichever of its masters live. It keeps nothing and decides nothing. */
@NullMarked
package dev.jangada.client.console;

import org.jspecify.annotations.NullMarked;
