package dev.jangada.master.ratis;

import org.apache.ratis.util.ExitUtils;

/**
 * Takes two liberties from the raft library: to end the process when its port is taken, and to end it when any thread of
 * the process, ours and users' included, dies of an exception. We end processes ourselves, with a sentence, and an
 * embedded master never does.
 */
final class ProcessHooks {
    static {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        ExitUtils.disableSystemExit();
        ExitUtils.setTerminateOnUncaughtException(false);
        Thread.setDefaultUncaughtExceptionHandler(before);
    }

    private ProcessHooks() {}

    /** Has no effect but to run the initializer, once. */
    static void tame() {}
}
