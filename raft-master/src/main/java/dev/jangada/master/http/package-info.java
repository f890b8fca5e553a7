/**
 * The operators' port of a master: JSON under {@code /v1}, Prometheus text at {@code /metrics}, {@code /healthz} and one
 * live page. It shows what others know and decides nothing. A master that does not lead passes a request on to the
 * leader, and when there is none answers from its own state, saying so.
 */
@NullMarked
package dev.jangada.master.http;

import org.jspecify.annotations.NullMarked;
