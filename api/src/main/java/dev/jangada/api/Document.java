package dev.jangada.api;

/**
 * A whole input file.
 *
 * @param name the name as the user knows it
 * @param content its bytes, valid until the next record
 */
public record Document(String name, Utf8 content) {}
