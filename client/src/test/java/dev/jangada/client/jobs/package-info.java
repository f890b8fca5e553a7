/** Jobs that misbehave, or wait, on purpose. */
@NullMarked
package dev.jangada.client.jobs;

import org.jspecify.annotations.NullMarked;
