package dev.lovage.worker;

import static java.util.Objects.requireNonNull;

import dev.lovage.Lovage;
import dev.lovage.messaging.Clock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a worker asks of a pool, whichever it is. Experimental.
 *
 * @param applications what the user named with {@code -A}: class names, jars, folders of classes, {@code .java} files
 * @param includes further class names with tasks
 * @param classPath where classes named in applications and includes are, for pools of child processes
 * @param app the app of the program that the worker is embedded in, for pools that run tasks in this process
 * @param hostname the worker's node name
 * @param settings what tasks may know of the settings; never a secret
 * @param secrets texts that must not reach a child process
 * @param startTimeout how long a slot may take to become ready
 * @param maxResultBytes the largest result, in bytes of JSON
 * @param relay does for tasks what they ask of the world
 */
public record PoolSpec(
        int concurrency,
        List<String> applications,
        List<String> includes,
        List<Path> classPath,
        Optional<Lovage> app,
        String hostname,
        Map<String, String> settings,
        List<String> secrets,
        Duration startTimeout,
        long maxResultBytes,
        Relay relay,
        Clock clock) {

    public PoolSpec {
        if (concurrency < 1) {
            throw new IllegalArgumentException("worker_concurrency must be at least 1, was " + concurrency);
        }
        applications = List.copyOf(applications);
        includes = List.copyOf(includes);
        classPath = List.copyOf(classPath);
        requireNonNull(app, "app");
        requireNonNull(hostname, "hostname");
        settings = Map.copyOf(settings);
        secrets = List.copyOf(secrets);
        requireNonNull(relay, "relay");
        requireNonNull(clock, "clock");
    }
}
