/**
 * A cluster in containers and what breaks it: the Docker API kills, pauses, slows and disconnects containers, and iptables
 * in their network namespaces cuts links between them. Everything else about a chaos run is the same as for processes and
 * is not here. Needs a Linux machine with a Docker engine, and root for the cuts.
 */
@NullMarked
package dev.jangada.chaos.docker;

import org.jspecify.annotations.NullMarked;
