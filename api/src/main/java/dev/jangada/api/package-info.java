/**
 * What users write and submit: job definitions, types, emitters and ids.
 *
 * <p>A job is a class with a no-argument constructor that implements {@link dev.jangada.api.JobDefinition}. Its {@code
 * define} method describes the job with a {@link dev.jangada.api.JobBuilder}; the client runs it to validate, a worker to
 * plan and every worker to get the functions. Nothing here opens a file, a socket or a thread, and the module depends on
 * nothing but nullness annotations.
 *
 * <p>Invariants: record views ({@link dev.jangada.api.Utf8}) are valid until the next record; encoded keys compare as
 * unsigned bytes. What the engine reads of a definition is in {@link dev.jangada.api.plan}.
 */
@NullMarked
package dev.jangada.api;

import org.jspecify.annotations.NullMarked;
