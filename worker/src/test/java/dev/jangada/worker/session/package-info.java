@NullMarked
package dev.jangada.worker.session;

import org.jspecify.annotations.NullMarked;
