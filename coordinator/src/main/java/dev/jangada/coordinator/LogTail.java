package dev.jangada.coordinator;

/**
 * What an attempt printed last, as far as the leader has heard.
 *
 * @param text at most 2,000 characters
 */
public record LogTail(AttemptId attempt, String text) {}
