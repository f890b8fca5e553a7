@NullMarked
package dev.jangada.worker.task;

import org.jspecify.annotations.NullMarked;
