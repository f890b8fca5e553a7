package dev.jangada.api.plan;

/** Which beginning of an encoded key decides in which group and partition it is. */
@FunctionalInterface
public interface KeyPrefix {
    /** How many of its bytes that is; keys whose beginnings are equal are in one group. */
    int length(byte[] bytes, int offset, int length);
}
