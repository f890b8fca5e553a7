package dev.jangada.engine;

/**
 * One input of a job.
 *
 * @param pattern a file, directory or glob, as {@link dev.jangada.storage.Storage#list(String, String)} takes it
 * @param displayName the same as the user wrote it
 */
public record InputPattern(String pattern, String displayName) {}
