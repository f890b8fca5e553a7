/** Jobs that are measured and are no examples: written as a user would write them. */
@NullMarked
package dev.jangada.benchmarks.jobs;

import org.jspecify.annotations.NullMarked;
