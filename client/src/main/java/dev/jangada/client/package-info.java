/** The Java client and the command line. */
@NullMarked
package dev.jangada.client;

import org.jspecify.annotations.NullMarked;
