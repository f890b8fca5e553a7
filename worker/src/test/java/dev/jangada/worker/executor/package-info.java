@NullMarked
package dev.jangada.worker.executor;

import org.jspecify.annotations.NullMarked;
