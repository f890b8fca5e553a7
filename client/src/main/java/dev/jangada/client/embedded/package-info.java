/** A whole cluster in this JVM: one master, one worker, a temporary directory that goes away with it. The same calls over loopback as to a real cluster. */
@NullMarked
package dev.jangada.client.embedded;

import org.jspecify.annotations.NullMarked;
