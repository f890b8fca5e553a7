/** How much the processes say: servers one line per event on standard output, commands only warnings on standard error. */
@NullMarked
package dev.jangada.client.logging;

import org.jspecify.annotations.NullMarked;
