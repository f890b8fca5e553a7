/**
 * A TCP proxy that stands before every port of a cluster and knows who connects: so each link between two nodes can be
 * cut, one-way or both ways, or be made slow, narrow or lossy, with no rights that a test does not have.
 */
@NullMarked
package dev.jangada.chaos.proxy;

import org.jspecify.annotations.NullMarked;
