/** Stand-ins for what the client talks to. */
@NullMarked
package dev.jangada.client.fake;

import org.jspecify.annotations.NullMarked;
