/**
 * Converts between the core's values and their protobuf form, for the log, the snapshots and the services alike.
 *
 * <p>Encoding never fails. Decoding refuses what is malformed with {@link dev.jangada.master.codec.MalformedMessageException}:
 * bytes come from the network and from disks. What does not belong here: services, and anything that decides.
 */
@NullMarked
package dev.jangada.master.codec;

import org.jspecify.annotations.NullMarked;
