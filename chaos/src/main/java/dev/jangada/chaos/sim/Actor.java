package dev.jangada.chaos.sim;

import java.util.ArrayDeque;
import java.util.List;

/** A process: it can be stopped and go on (SIGSTOP), or die and come back with nothing in its memory (SIGKILL). */
abstract class Actor {
    private final int node;
    private final ArrayDeque<Runnable> held = new ArrayDeque<>();
    private long life;
    private boolean isAlive;
    private int pauses;

    Actor(int node) {
        this.node = node;
    }

    /** Its place in the network. */
    final int node() {
        return node;
    }

    /** Counts its processes; what was meant for an earlier one does not reach a later one. */
    final long life() {
        return life;
    }

    final boolean isAlive() {
        return isAlive;
    }

    final boolean isPaused() {
        return pauses > 0;
    }

    /** What comes while it is paused. */
    final void hold(Runnable later) {
        held.add(later);
    }

    final void born() {
        life++;
        isAlive = true;
    }

    final void died() {
        isAlive = false;
        pauses = 0;
        held.clear();
    }

    final void pause() {
        pauses++;
    }

    final void resume() {
        pauses--;
        if (pauses == 0) {
            List<Runnable> all = List.copyOf(held);
            held.clear();
            all.forEach(Runnable::run);
        }
    }
}
