package dev.jangada.coordinator.state;

import java.util.Arrays;

/**
 * Which map's output changed at each version of a job's map outputs: an int a version. Derived from the tasks, so that
 * "what changed since version v" costs as much as the answer. Owned by its job.
 */
final class ChangeLog {
    private static final int NONE = -1;

    /** The map that changed at version {@code i + 1}. */
    private int[] maps = {};

    private int size;

    void append(int map) {
        if (size == maps.length) {
            maps = Arrays.copyOf(maps, Math.max(16, size + (size >> 1)));
        }
        maps[size++] = map;
    }

    /** Makes room for {@code versions} changes that are not known yet. */
    void resetTo(long versions) {
        maps = new int[Math.toIntExact(versions)];
        Arrays.fill(maps, NONE);
        size = maps.length;
    }

    void set(long version, int map) {
        maps[Math.toIntExact(version) - 1] = map;
    }

    /** The map that changed at {@code version}, counted from 1; -1 if it changed again later and that is all we know. */
    int mapAt(long version) {
        return maps[(int) version - 1];
    }
}
