/**
 * Where a job's data lives: listing and reading inputs, writing the parts of an output, and making a finished
 * output visible all at once.
 *
 * <p>The interfaces ({@link dev.jangada.storage.Storage}, {@link dev.jangada.storage.ReadableFile}, {@link
 * dev.jangada.storage.OutputArea}, {@link dev.jangada.storage.PartWriter}) say what the engine may rely on; none of
 * them assumes that files can be renamed, so that object stores can stand behind them. {@link
 * dev.jangada.storage.Storages} picks the implementation by the scheme of a path. The local implementation is
 * package-private.
 *
 * <p>Invariants: an output is the set of parts in the committed manifest, never a directory listing; before {@link
 * dev.jangada.storage.OutputArea#publish} has succeeded nothing of a job is visible at its output path; every
 * operation of {@code publish} and {@code abort} may be repeated after a crash at any point.
 *
 * <p>Does not belong here: record formats, splits, shuffle data, and any knowledge of the network.
 */
@NullMarked
package dev.jangada.storage;

import org.jspecify.annotations.NullMarked;
