package dev.jangada.chaos.hook;

import net.bytebuddy.asm.Advice;

/** What is copied into instrumented methods; never called itself. */
final class HookAdvice {
    private HookAdvice() {}

    /** At the beginning of a method. */
    static final class Entry {
        private Entry() {}

        @Advice.OnMethodEnter
        static void enter(@Key String key) throws Throwable {
            HookPoints.pass(key);
        }
    }

    /** After a method has returned. */
    static final class Exit {
        private Exit() {}

        @Advice.OnMethodExit
        static void exit(@Key String key) throws Throwable {
            HookPoints.pass(key);
        }
    }

    /** Marks the parameter that receives the key of the point. */
    @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
    @java.lang.annotation.Target(java.lang.annotation.ElementType.PARAMETER)
    @interface Key {}
}
