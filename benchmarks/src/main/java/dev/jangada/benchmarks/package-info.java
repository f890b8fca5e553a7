/** Micro-benchmarks and end-to-end benchmarks. */
@NullMarked
package dev.jangada.benchmarks;

import org.jspecify.annotations.NullMarked;
