package dev.jangada.engine;

/**
 * One attempt at a reduce task.
 *
 * @param partition the partition, which is also the task's index among the reduce tasks
 * @param attempt the attempt's number, unlike that of every other attempt of the task
 * @param maps how many map tasks the job has; each gives one segment
 */
public record ReduceTask(int partition, int attempt, int maps) {}
