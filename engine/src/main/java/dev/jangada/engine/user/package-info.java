/**
 * What stands between the engine and user code: values, contexts and emitters as user code sees them, and the way in which
 * failures pass through it.
 */
@NullMarked
package dev.jangada.engine.user;

import org.jspecify.annotations.NullMarked;
