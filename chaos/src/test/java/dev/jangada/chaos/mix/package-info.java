@NullMarked
package dev.jangada.chaos.mix;

import org.jspecify.annotations.NullMarked;
