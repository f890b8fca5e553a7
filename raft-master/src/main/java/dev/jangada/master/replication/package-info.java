/**
 * The replicated coordinator core as the rest of the master sees it, free of the raft library's types, and how log
 * entries are applied to it, which a simulator does as well.
 *
 * <p>What does not belong here: how it is replicated, which is the ratis package's affair.
 */
@NullMarked
package dev.jangada.master.replication;

import org.jspecify.annotations.NullMarked;
