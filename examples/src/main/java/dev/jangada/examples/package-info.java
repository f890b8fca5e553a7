/** The workflow library. Uses nothing but the public API. */
@NullMarked
package dev.jangada.examples;

import org.jspecify.annotations.NullMarked;
