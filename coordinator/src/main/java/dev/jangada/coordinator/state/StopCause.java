package dev.jangada.coordinator.state;

/** Why an attempt is stopped. */
public enum StopCause {
    /** Its job is cancelled or fails. */
    JOB_ENDS,
    /** Another attempt of its task committed. */
    LOST_THE_RACE,
    /** Its worker gave it back. */
    RELEASED,
    /** It read a map output that is gone and that may come out different next time. */
    CONSUMED_LOST_OUTPUT
}
