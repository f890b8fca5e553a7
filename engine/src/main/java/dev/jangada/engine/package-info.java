/** The data path: read, map, partition, combine, sort, spill, merge, reduce, write. No network. */
@NullMarked
package dev.jangada.engine;

import org.jspecify.annotations.NullMarked;
