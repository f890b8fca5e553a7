/** The worker process: a session with the leader, task executors, and the shuffle. */
@NullMarked
package dev.jangada.worker;

import org.jspecify.annotations.NullMarked;
