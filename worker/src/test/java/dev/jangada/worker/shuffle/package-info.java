@NullMarked
package dev.jangada.worker.shuffle;

import org.jspecify.annotations.NullMarked;
