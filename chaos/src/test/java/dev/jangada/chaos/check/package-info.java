@NullMarked
package dev.jangada.chaos.check;

import org.jspecify.annotations.NullMarked;
