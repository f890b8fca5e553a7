/** Where data lives, and how output is committed. */
@NullMarked
package dev.jangada.storage;

import org.jspecify.annotations.NullMarked;
