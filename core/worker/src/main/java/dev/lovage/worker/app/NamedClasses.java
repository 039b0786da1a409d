package dev.lovage.worker.app;

import dev.lovage.messaging.LovageException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.List;

/**
 * Makes objects of the classes that settings name.
 *
 * @param places what the user named with {@code -A}, for errors
 */
record NamedClasses(ClassLoader loader, List<String> places) {

    /**
     * An object of a class, made by its constructor without parameters.
     *
     * @param setting the setting that names the class, for errors
     * @throws LovageException when there is no such class, it is none of that type, or can't be made
     */
    <T> T make(String setting, String className, Class<T> type) {
        Class<?> found = find(setting, className);
        if (!type.isAssignableFrom(found)) {
            throw new LovageException(setting + " names " + className + ", which is no " + type.getSimpleName()
                    + ": it must implement " + type.getName());
        }
        try {
            Constructor<?> constructor = found.getDeclaredConstructor();
            constructor.setAccessible(true);
            return type.cast(constructor.newInstance());
        } catch (NoSuchMethodException e) {
            throw new LovageException(
                    setting + " names " + className
                            + ", which has no constructor without parameters (an inner class must be static)",
                    e);
        } catch (InvocationTargetException e) {
            throw new LovageException(
                    setting + " names " + className + ", whose constructor failed: " + e.getCause(), e);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new LovageException(setting + " names " + className + ", which can't be made: " + e, e);
        }
    }

    private Class<?> find(String setting, String className) {
        try {
            return load(className);
        } catch (ClassNotFoundException e) {
            throw new LovageException(
                    setting + " names " + className + ": there is no such class "
                            + (places.isEmpty() ? "" : "in " + String.join(", ", places) + " or ")
                            + "on the class path. It takes the full name of a class",
                    e);
        } catch (ExceptionInInitializerError e) {
            throw new LovageException(
                    setting + " names " + className + ", which failed to initialize: " + Causes.of(e), e);
        } catch (LinkageError e) {
            throw new LovageException(
                    setting + " names " + className + ", which can't be loaded: " + e
                            + ". Is a jar missing on the class path?",
                    e);
        }
    }

    /** The class of that name; {@code Outer.Inner} is found too. */
    private Class<?> load(String className) throws ClassNotFoundException {
        try {
            return Class.forName(className, true, loader);
        } catch (ClassNotFoundException e) {
            int dot = className.lastIndexOf('.');
            if (dot < 0) {
                throw e;
            }
            return Class.forName(className.substring(0, dot) + "$" + className.substring(dot + 1), true, loader);
        }
    }
}
