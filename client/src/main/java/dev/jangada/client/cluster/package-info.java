/** A cluster of processes on this machine, as {@code jangada cluster} keeps it: what was started, where, and whether it still runs. The directory is the only state. */
@NullMarked
package dev.jangada.client.cluster;

import org.jspecify.annotations.NullMarked;
