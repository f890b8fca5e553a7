@NullMarked
package dev.jangada.chaos.run;

import org.jspecify.annotations.NullMarked;
