package dev.lovage.worker.pool;

import static java.util.Objects.requireNonNull;

import dev.lovage.messaging.Clock;
import dev.lovage.worker.Relay;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How to open a pool, whichever it is.
 *
 * @param concurrency how many requests run at once, at least 1
 * @param applications what the user named with {@code -A}: class names, jars, directories of classes, {@code .java} files
 * @param includes further class names with tasks
 * @param classPath the user's class path entries, which child JVMs get after Lovage's own
 * @param javaOptions further options of the child JVMs, the last word
 * @param hostname the worker's node name, for tasks to ask
 * @param settings what tasks may know of the settings; never a secret
 * @param secrets texts that must not reach a child: environment variables and options that hold one are left out
 * @param startTimeout how long a child may take until it is ready
 * @param maxResultBytes the largest result of a task, in bytes of JSON
 * @param outputBytesPerSecond how much a child may print into the log
 * @param crashFolder where a crashed child's report goes; the ten newest are kept
 * @param relay does for tasks what they ask of the world
 */
public record PoolOptions(
        int concurrency,
        List<String> applications,
        List<String> includes,
        List<Path> classPath,
        List<String> javaOptions,
        String hostname,
        Map<String, String> settings,
        List<String> secrets,
        Duration startTimeout,
        long maxResultBytes,
        int outputBytesPerSecond,
        Path crashFolder,
        Relay relay,
        Clock clock) {

    public PoolOptions {
        if (concurrency < 1) {
            throw new IllegalArgumentException("worker_concurrency must be at least 1, was " + concurrency);
        }
        applications = List.copyOf(applications);
        includes = List.copyOf(includes);
        classPath = List.copyOf(classPath);
        javaOptions = List.copyOf(javaOptions);
        settings = Map.copyOf(settings);
        secrets = secrets.stream().filter(secret -> !secret.isEmpty()).toList();
        requireNonNull(startTimeout, "startTimeout");
        requireNonNull(crashFolder, "crashFolder");
        requireNonNull(relay, "relay");
        requireNonNull(clock, "clock");
    }

    /** The defaults, for these applications. */
    public static PoolOptions of(int concurrency, List<String> applications, Relay relay) {
        return new PoolOptions(
                concurrency,
                applications,
                List.of(),
                List.of(),
                List.of(),
                "",
                Map.of(),
                List.of(),
                Duration.ofSeconds(60),
                16L * 1024 * 1024,
                1024 * 1024,
                Path.of(System.getProperty("java.io.tmpdir"), "lovage-crashes"),
                relay,
                Clock.system());
    }

    /** The same for another number of slots. */
    public PoolOptions withConcurrency(int value) {
        return new PoolOptions(
                value,
                applications,
                includes,
                classPath,
                javaOptions,
                hostname,
                settings,
                secrets,
                startTimeout,
                maxResultBytes,
                outputBytesPerSecond,
                crashFolder,
                relay,
                clock);
    }

    public PoolOptions withIncludes(List<String> value) {
        return copy(value, classPath, javaOptions, hostname, settings, secrets, startTimeout, maxResultBytes);
    }

    public PoolOptions withClassPath(List<Path> value) {
        return copy(includes, value, javaOptions, hostname, settings, secrets, startTimeout, maxResultBytes);
    }

    public PoolOptions withJavaOptions(List<String> value) {
        return copy(includes, classPath, value, hostname, settings, secrets, startTimeout, maxResultBytes);
    }

    public PoolOptions withHostname(String value) {
        return copy(includes, classPath, javaOptions, value, settings, secrets, startTimeout, maxResultBytes);
    }

    public PoolOptions withSettings(Map<String, String> value) {
        return copy(includes, classPath, javaOptions, hostname, value, secrets, startTimeout, maxResultBytes);
    }

    public PoolOptions withSecrets(List<String> value) {
        return copy(includes, classPath, javaOptions, hostname, settings, value, startTimeout, maxResultBytes);
    }

    public PoolOptions withStartTimeout(Duration value) {
        return copy(includes, classPath, javaOptions, hostname, settings, secrets, value, maxResultBytes);
    }

    public PoolOptions withMaxResultBytes(long value) {
        return copy(includes, classPath, javaOptions, hostname, settings, secrets, startTimeout, value);
    }

    private PoolOptions copy(
            List<String> newIncludes,
            List<Path> newClassPath,
            List<String> newJavaOptions,
            String newHostname,
            Map<String, String> newSettings,
            List<String> newSecrets,
            Duration newStartTimeout,
            long newMaxResultBytes) {
        return new PoolOptions(
                concurrency,
                applications,
                newIncludes,
                newClassPath,
                newJavaOptions,
                newHostname,
                newSettings,
                newSecrets,
                newStartTimeout,
                newMaxResultBytes,
                outputBytesPerSecond,
                crashFolder,
                relay,
                clock);
    }

    /** Without the settings and the secrets. */
    @Override
    public String toString() {
        return "PoolOptions[concurrency=" + concurrency + ", applications=" + applications + "]";
    }
}
