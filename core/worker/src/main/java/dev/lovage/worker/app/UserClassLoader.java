package dev.lovage.worker.app;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.Map;

/** Loads the user's classes: those compiled in memory, and those of the jars and directories named with {@code -A}. */
final class UserClassLoader extends URLClassLoader {

    static {
        registerAsParallelCapable();
    }

    private final Map<String, byte[]> compiled;

    UserClassLoader(URL[] urls, Map<String, byte[]> compiled, ClassLoader parent) {
        super("lovage-application", urls, parent);
        this.compiled = Map.copyOf(compiled);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = compiled.get(name);
        return bytes == null ? super.findClass(name) : defineClass(name, bytes, 0, bytes.length);
    }
}
