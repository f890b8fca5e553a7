@NullMarked
package dev.jangada.chaos.cli;

import org.jspecify.annotations.NullMarked;
