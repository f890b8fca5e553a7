/** Codecs between the domain and the wire. Generated messages do not travel beyond codecs, services and snapshots. */
@NullMarked
package dev.jangada.protocol;

import org.jspecify.annotations.NullMarked;
