package dev.lovage.worker.step;

import java.nio.file.Path;
import java.util.List;

/**
 * Makes objects of classes that the user named in a setting: steps, listeners, rules. Found by {@link java.util.ServiceLoader}.
 *
 * <p>Of the application it loads these classes and what they use, never a task.
 */
public interface ComponentLoader {

    /** A loader for the classes of these places: class path, jars, folders of classes, {@code .java} files. Compiles at most once. */
    Loader open(List<String> applications, List<Path> classPath);

    /** Makes objects of named classes. Thread-safe. */
    interface Loader extends AutoCloseable {

        /**
         * An object of a class, made by its constructor without parameters.
         *
         * @param setting the setting that names the class, for errors
         * @throws dev.lovage.messaging.LovageException when there is no such class, it is none of that type, or can't be made; it
         *     names the class
         */
        <T> T make(String setting, String className, Class<T> type);

        /** Closes the files that it has open. Classes that were loaded stay usable, but load no others from there. */
        @Override
        default void close() {}
    }
}
