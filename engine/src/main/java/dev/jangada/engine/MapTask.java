package dev.jangada.engine;

import dev.jangada.engine.collect.KeyRanges;
import dev.jangada.engine.input.Split;

/**
 * One attempt at a map task.
 *
 * @param index the task's index among the map tasks of the job
 * @param attempt the attempt's number, unlike that of every other attempt of the task
 * @param split what to read
 * @param partitions how many reduce tasks the job has; ignored in a map-only job
 * @param ranges the ranges of keys that planning found
 */
public record MapTask(int index, int attempt, Split split, int partitions, KeyRanges ranges) {}
