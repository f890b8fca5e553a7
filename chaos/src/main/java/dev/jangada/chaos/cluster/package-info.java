/**
 * A cluster of processes on this machine that can be broken from outside: signals, links through proxies, hooks. It knows
 * nothing of schedules or checks.
 */
@NullMarked
package dev.jangada.chaos.cluster;

import org.jspecify.annotations.NullMarked;
