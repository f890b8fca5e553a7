/**
 * Jangada beside others on the same machine: each job is run by each of them in turn, as a whole command from start to exit,
 * for some rounds, and their outputs are compared.
 */
@NullMarked
package dev.jangada.benchmarks.suite;

import org.jspecify.annotations.NullMarked;
