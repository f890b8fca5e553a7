@NullMarked
package dev.jangada.worker.artifact;

import org.jspecify.annotations.NullMarked;
