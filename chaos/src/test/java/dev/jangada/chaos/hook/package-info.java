@NullMarked
package dev.jangada.chaos.hook;

import org.jspecify.annotations.NullMarked;
