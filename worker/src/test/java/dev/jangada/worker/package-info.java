@NullMarked
package dev.jangada.worker;

import org.jspecify.annotations.NullMarked;
