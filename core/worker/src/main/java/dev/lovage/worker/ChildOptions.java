package dev.lovage.worker;

import dev.lovage.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How the child processes of a pool live. Experimental.
 *
 * @param javaOptions further options of the child JVMs, the last word ({@code worker_child_opts})
 * @param startTimeout how long a child may take until it is ready ({@code worker_proc_alive_timeout})
 * @param maxTasks after so many tasks a child is replaced ({@code worker_max_tasks_per_child}); 0 for never
 * @param maxMemoryBytes a child with more resident memory is replaced after its task, and killed at twice as much
 *     ({@code worker_max_memory_per_child}); 0 for no limit
 * @param leftovers what becomes of a child whose task left something behind ({@code worker_child_leftovers})
 * @param outputBytesPerSecond how much a child may print into the log
 * @param cache a folder of this user's for what makes children start faster ({@code worker_child_cache}); absent for none
 * @param crashFolder where a crashed child's report goes; the ten newest are kept
 */
public record ChildOptions(
        List<String> javaOptions,
        Duration startTimeout,
        int maxTasks,
        long maxMemoryBytes,
        Leftovers leftovers,
        int outputBytesPerSecond,
        Optional<Path> cache,
        Path crashFolder) {

    /** What is done about threads, processes and system properties that a task left behind in its child. */
    public enum Leftovers {
        /** Nobody looks. */
        IGNORE,
        /** They are told in the log. */
        REPORT,
        /** They are told in the log, and the child is replaced. */
        RECYCLE
    }

    /** A minute to start, 1 MiB of output a second, no limits. */
    public static final ChildOptions DEFAULTS = new ChildOptions(
            List.of(),
            Duration.ofSeconds(60),
            0,
            0,
            Leftovers.REPORT,
            1024 * 1024,
            Optional.empty(),
            Path.of(System.getProperty("java.io.tmpdir"), "lovage-crashes"));

    public ChildOptions {
        javaOptions = List.copyOf(javaOptions);
    }

    /** What the settings say. */
    public static ChildOptions of(Settings settings) {
        return DEFAULTS.withStartTimeout(settings.workerProcAliveTimeout())
                .withMaxTasks(settings.workerMaxTasksPerChild().orElse(0))
                .withMaxMemoryBytes(settings.workerMaxMemoryPerChild().orElse(0L))
                .withJavaOptions(settings.workerChildOpts())
                .withLeftovers(Leftovers.valueOf(settings.workerChildLeftovers().toUpperCase(Locale.ROOT)))
                .withCache(cache(settings.workerChildCache()));
    }

    private static Optional<Path> cache(Optional<String> said) {
        if (said.isPresent()) {
            return said.filter(folder -> !folder.equals("none")).map(Path::of);
        }
        Optional<Path> caches = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(folder -> !folder.isBlank())
                .or(() -> Optional.ofNullable(System.getProperty("user.home")).map(home -> home + "/.cache"))
                .map(Path::of);
        return caches.map(folder -> folder.resolve("lovage"));
    }

    public ChildOptions withJavaOptions(List<String> value) {
        return new ChildOptions(
                value, startTimeout, maxTasks, maxMemoryBytes, leftovers, outputBytesPerSecond, cache, crashFolder);
    }

    public ChildOptions withStartTimeout(Duration value) {
        return new ChildOptions(
                javaOptions, value, maxTasks, maxMemoryBytes, leftovers, outputBytesPerSecond, cache, crashFolder);
    }

    public ChildOptions withMaxTasks(int value) {
        return new ChildOptions(
                javaOptions, startTimeout, value, maxMemoryBytes, leftovers, outputBytesPerSecond, cache, crashFolder);
    }

    public ChildOptions withMaxMemoryBytes(long value) {
        return new ChildOptions(
                javaOptions, startTimeout, maxTasks, value, leftovers, outputBytesPerSecond, cache, crashFolder);
    }

    public ChildOptions withLeftovers(Leftovers value) {
        return new ChildOptions(
                javaOptions, startTimeout, maxTasks, maxMemoryBytes, value, outputBytesPerSecond, cache, crashFolder);
    }

    public ChildOptions withOutputBytesPerSecond(int value) {
        return new ChildOptions(
                javaOptions, startTimeout, maxTasks, maxMemoryBytes, leftovers, value, cache, crashFolder);
    }

    public ChildOptions withCache(Optional<Path> value) {
        return new ChildOptions(
                javaOptions,
                startTimeout,
                maxTasks,
                maxMemoryBytes,
                leftovers,
                outputBytesPerSecond,
                value,
                crashFolder);
    }

    public ChildOptions withCrashFolder(Path value) {
        return new ChildOptions(
                javaOptions, startTimeout, maxTasks, maxMemoryBytes, leftovers, outputBytesPerSecond, cache, value);
    }
}
