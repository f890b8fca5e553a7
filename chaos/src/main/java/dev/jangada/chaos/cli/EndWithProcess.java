package dev.jangada.chaos.cli;

import dev.jangada.chaos.fault.ChaosTarget;

/** Ends a target also when this process is told to end in the middle of a run: its processes have sessions of their own. */
final class EndWithProcess implements AutoCloseable {
    private final Thread hook;

    private EndWithProcess(Thread hook) {
        this.hook = hook;
    }

    static EndWithProcess of(ChaosTarget target) {
        Thread hook = new Thread(() -> end(target), "chaos-end");
        Runtime.getRuntime().addShutdownHook(hook);
        return new EndWithProcess(hook);
    }

    private static void end(ChaosTarget target) {
        try {
            target.close();
        } catch (Exception e) {
            System.err.println("not everything could be ended: " + e);
        }
    }

    @Override
    public void close() {
        try {
            boolean unused = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process ends already: the hook is at work.
        }
    }
}
