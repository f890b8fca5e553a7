/**
 * How the output of maps reaches reduces: a server for the run files that this worker holds, and the engine's source of
 * segments, which reads files of this machine in place and fetches others.
 *
 * <p>Invariants: a path is only ever built from names that were checked; what is served is the output of exactly the
 * attempt, holder and epoch that were asked for; bytes go out as they lie on disk, and their reader verifies them.
 */
@NullMarked
package dev.jangada.worker.shuffle;

import org.jspecify.annotations.NullMarked;
