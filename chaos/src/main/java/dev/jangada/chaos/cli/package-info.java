/** {@code jangada chaos}: the command line of this module. What it does is in the other packages. */
@NullMarked
package dev.jangada.chaos.cli;

import org.jspecify.annotations.NullMarked;
