/** Calls to the masters: finding the leader, trying again while there is none, and turning messages into the client's records. Every wait here has a bound. */
@NullMarked
package dev.jangada.client.rpc;

import org.jspecify.annotations.NullMarked;
