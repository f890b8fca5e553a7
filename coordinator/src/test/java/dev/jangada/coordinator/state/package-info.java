/** Tests of the state's tables and values. */
@NullMarked
package dev.jangada.coordinator.state;

import org.jspecify.annotations.NullMarked;
