package dev.jangada.client.cli;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Something to do when the process is told to end (SIGTERM, Ctrl-C) a second time, while its shutdown hooks still work on
 * the first; the JVM alone would do nothing then. Where the platform has no such signals, this does nothing.
 */
final class RepeatedSignal implements AutoCloseable {
    private static final List<String> NAMES = List.of("TERM", "INT");
    private static final int SIGNALLED = 128;

    private final Map<Object, Object> before = new LinkedHashMap<>();
    private final AtomicBoolean told = new AtomicBoolean();
    private final Runnable action;

    RepeatedSignal(Runnable action) {
        this.action = action;
        try {
            for (String name : NAMES) {
                Object signal = signalClass().getConstructor(String.class).newInstance(name);
                before.put(signal, handle(signal, handler()));
            }
        } catch (ReflectiveOperationException e) {
            // a platform without: the first signal ends the process as always
        }
    }

    // By reflection, since the compiler warns of every direct use and lets nobody say that it is meant.

    private static Class<?> signalClass() throws ClassNotFoundException {
        return Class.forName("sun.misc.Signal");
    }

    private static Class<?> handlerClass() throws ClassNotFoundException {
        return Class.forName("sun.misc.SignalHandler");
    }

    private static Object handle(Object signal, Object handler) throws ReflectiveOperationException {
        return signalClass().getMethod("handle", signalClass(), handlerClass()).invoke(null, signal, handler);
    }

    private Object handler() throws ClassNotFoundException {
        return Proxy.newProxyInstance(
                RepeatedSignal.class.getClassLoader(), new Class<?>[] {handlerClass()}, (proxy, method, arguments) -> {
                    if (method.getName().equals("handle")) {
                        received(arguments[0]);
                        return null;
                    }
                    return method.getName().equals("equals") ? proxy == arguments[0] : System.identityHashCode(proxy);
                });
    }

    private void received(Object signal) throws ReflectiveOperationException {
        if (told.compareAndSet(false, true)) {
            int number = (int) signalClass().getMethod("getNumber").invoke(signal);
            System.exit(SIGNALLED + number); // runs the hooks and does not return
        } else {
            action.run();
        }
    }

    @Override
    public void close() {
        try {
            for (Map.Entry<Object, Object> signal : new ArrayList<>(before.entrySet())) {
                handle(signal.getKey(), signal.getValue());
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a signal that was handled cannot be given back", e);
        }
    }
}
