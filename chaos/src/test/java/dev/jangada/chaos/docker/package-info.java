@NullMarked
package dev.jangada.chaos.docker;

import org.jspecify.annotations.NullMarked;
