@NullMarked
package dev.jangada.chaos.junit;

import org.jspecify.annotations.NullMarked;
