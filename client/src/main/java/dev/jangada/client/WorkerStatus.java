package dev.jangada.client;

import java.time.Duration;

/**
 * A worker as the leader knows it.
 *
 * @param id its id
 * @param epoch its incarnation
 * @param state ACTIVE, DRAINING, FENCED or GONE
 * @param address where it serves map outputs
 * @param slots how many attempts it runs at a time
 * @param liveAttempts how many it has
 * @param outputs committed map outputs that it holds
 * @param attached whether it has a session with the leader
 * @param lastHeard how long ago it was last heard
 * @param reason why it was fenced, or gets no tasks now; otherwise empty
 */
public record WorkerStatus(
        String id,
        long epoch,
        String state,
        String address,
        int slots,
        int liveAttempts,
        int outputs,
        boolean attached,
        Duration lastHeard,
        String reason) {}
