/** The replicated coordinator core as the rest of the master sees it, free of the raft library's types. */
@NullMarked
package dev.jangada.master.replication;

import org.jspecify.annotations.NullMarked;
