package dev.jangada.master.leader;

import dev.jangada.coordinator.Reply;

/**
 * What a command came to.
 *
 * @param reply the core's answer
 * @param term term of the log entry that carried the command
 * @param index index of that entry
 */
public record Decided(Reply reply, long term, long index) {}
