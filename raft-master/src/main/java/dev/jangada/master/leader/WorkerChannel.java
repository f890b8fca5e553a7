package dev.jangada.master.leader;

import dev.jangada.protocol.v1.ErrorDetail;
import dev.jangada.protocol.v1.LeaderMessage;

/**
 * The stream to one worker process, as the leader's loop sees it. Its methods are called by the loop only and never
 * block; after {@link #refuse} and {@link #end} the others do nothing.
 */
public interface WorkerChannel {
    /** Whether a message sent now would go out without waiting for the worker to read. */
    boolean isReady();

    /** Sends one message. */
    void send(LeaderMessage message);

    /** Lets the worker send its next message: the one before is taken in. */
    void receiveNext();

    /** Says why and ends the stream. */
    void refuse(ErrorDetail why);

    /** Ends the stream; the worker may come back at once. */
    void end();
}
