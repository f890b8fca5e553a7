/**
 * The API port of a master: clients, workers and the other masters, over gRPC. It checks what comes in, finds the leader's
 * session or names the leader, and turns refusals into statuses. What does not belong here: what to do about a request
 * (packages {@code leader} and {@code view}).
 */
@NullMarked
package dev.jangada.master.grpc;

import org.jspecify.annotations.NullMarked;
