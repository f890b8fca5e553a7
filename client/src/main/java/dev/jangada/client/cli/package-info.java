/** The {@code jangada} command line. Results go to standard output, progress and messages to standard error, and the exit code tells the truth. A command loads only what it needs. */
@NullMarked
package dev.jangada.client.cli;

import org.jspecify.annotations.NullMarked;
