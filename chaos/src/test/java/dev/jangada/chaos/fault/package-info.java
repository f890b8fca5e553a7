@NullMarked
package dev.jangada.chaos.fault;

import org.jspecify.annotations.NullMarked;
