package dev.jangada.coordinator.state;

/** Why a task needs another attempt. */
public enum Again {
    /** Its attempt failed. */
    ATTEMPT_FAILED,
    /** Its attempt's worker was fenced. */
    ATTEMPT_LOST,
    /** Its attempt could not read a map output that is lost. */
    FETCH_FAILED,
    /** Its worker gave the attempt back. */
    ATTEMPT_RELEASED,
    /** It is a map task whose committed output is gone. */
    OUTPUT_LOST,
    /** It read a map output that is gone and that may come out different next time. */
    CONSUMED_LOST_OUTPUT
}
