/** Tests of the core: stories told as transcripts, and a seeded random test. */
@NullMarked
package dev.jangada.coordinator;

import org.jspecify.annotations.NullMarked;
