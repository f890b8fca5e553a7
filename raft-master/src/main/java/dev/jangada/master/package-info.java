/** The master process: the coordinator core, replicated with Raft and served over gRPC. Never touches user code or user data. */
@NullMarked
package dev.jangada.master;

import org.jspecify.annotations.NullMarked;
