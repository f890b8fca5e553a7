package dev.jangada.worker.task;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;

/**
 * Loads the classes of a job from its own jars first, so that its libraries may differ from ours; only what both sides
 * share, the API, always comes from us.
 */
public final class UserClassLoader extends URLClassLoader {

    static {
        registerAsParallelCapable();
    }

    /** Loads from these jars, in this order, and then from the parent. */
    public UserClassLoader(List<Path> jars, ClassLoader parent) {
        super("job", urls(jars), parent);
    }

    private static URL[] urls(List<Path> jars) {
        URL[] urls = new URL[jars.size()];
        for (int i = 0; i < urls.length; i++) {
            try {
                urls[i] = jars.get(i).toUri().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalArgumentException("not a path that has a URL: " + jars.get(i), e);
            }
        }
        return urls;
    }

    private static boolean isShared(String name) {
        return name.startsWith("java.") || name.startsWith("dev.jangada.api.");
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (isShared(name)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null) {
                try {
                    loaded = findClass(name);
                } catch (ClassNotFoundException e) {
                    return super.loadClass(name, resolve);
                }
            }
            if (resolve) {
                resolveClass(loaded);
            }
            return loaded;
        }
    }

    @Override
    public URL getResource(String name) {
        URL own = findResource(name);
        return own == null ? super.getResource(name) : own;
    }
}
