/** The jars of jobs, fetched from masters by digest and kept while a job needs them. */
@NullMarked
package dev.jangada.worker.artifact;

import org.jspecify.annotations.NullMarked;
