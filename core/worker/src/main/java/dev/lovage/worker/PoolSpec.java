package dev.lovage.worker;

import static java.util.Objects.requireNonNull;

import dev.lovage.Lovage;
import dev.lovage.messaging.Clock;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a worker asks of a pool, whichever it is. Experimental.
 *
 * @param concurrency how many requests run at once at first, at least 1
 * @param code the tasks that it can run
 * @param hostname the worker's node name, for tasks to ask
 * @param settings what tasks may know of the settings; never a secret
 * @param secrets texts that must not reach a child process
 * @param maxResultBytes the largest result, in bytes of JSON
 * @param children how child processes live; pools of threads have none
 * @param relay does for tasks what they ask of the world
 */
public record PoolSpec(
        int concurrency,
        Code code,
        String hostname,
        Map<String, String> settings,
        List<String> secrets,
        long maxResultBytes,
        ChildOptions children,
        Relay relay,
        Clock clock) {

    private static final long MAX_RESULT_BYTES = 16L << 20;

    /**
     * Where the tasks are.
     *
     * @param applications what the user named with {@code -A}: class names, jars, folders of classes, {@code .java} files
     * @param includes further class names with tasks
     * @param classPath where classes named in applications and includes are, for pools of child processes
     * @param app the app of the program that the worker is embedded in, for pools that run tasks in this process
     * @param reloads whether it is loaded again when it changes: all children of a generation then load the same, whatever is built
     *     meanwhile
     */
    public record Code(
            List<String> applications,
            List<String> includes,
            List<Path> classPath,
            Optional<Lovage> app,
            boolean reloads) {

        public Code {
            applications = List.copyOf(applications);
            includes = List.copyOf(includes);
            classPath = List.copyOf(classPath);
            requireNonNull(app, "app");
        }

        /** The tasks of these applications. */
        public static Code of(List<String> applications) {
            return new Code(applications, List.of(), List.of(), Optional.empty(), false);
        }

        public Code withIncludes(List<String> value) {
            return new Code(applications, value, classPath, app, reloads);
        }

        public Code withClassPath(List<Path> value) {
            return new Code(applications, includes, value, app, reloads);
        }

        public Code withApp(Optional<Lovage> value) {
            return new Code(applications, includes, classPath, value, reloads);
        }

        public Code withReloads(boolean value) {
            return new Code(applications, includes, classPath, app, value);
        }
    }

    public PoolSpec {
        if (concurrency < 1) {
            throw new IllegalArgumentException("worker_concurrency must be at least 1, was " + concurrency);
        }
        requireNonNull(code, "code");
        requireNonNull(hostname, "hostname");
        settings = Map.copyOf(settings);
        secrets = List.copyOf(secrets);
        requireNonNull(children, "children");
        requireNonNull(relay, "relay");
        requireNonNull(clock, "clock");
    }

    /** The defaults, for this code. */
    public static PoolSpec of(int concurrency, Code code, Relay relay) {
        return new PoolSpec(
                concurrency,
                code,
                "",
                Map.of(),
                List.of(),
                MAX_RESULT_BYTES,
                ChildOptions.DEFAULTS,
                relay,
                Clock.system());
    }

    /** The same for another number of slots. */
    public PoolSpec withConcurrency(int value) {
        return new PoolSpec(value, code, hostname, settings, secrets, maxResultBytes, children, relay, clock);
    }

    public PoolSpec withCode(Code value) {
        return new PoolSpec(concurrency, value, hostname, settings, secrets, maxResultBytes, children, relay, clock);
    }

    public PoolSpec withHostname(String value) {
        return new PoolSpec(concurrency, code, value, settings, secrets, maxResultBytes, children, relay, clock);
    }

    public PoolSpec withSettings(Map<String, String> value) {
        return new PoolSpec(concurrency, code, hostname, value, secrets, maxResultBytes, children, relay, clock);
    }

    public PoolSpec withSecrets(List<String> value) {
        return new PoolSpec(concurrency, code, hostname, settings, value, maxResultBytes, children, relay, clock);
    }

    public PoolSpec withMaxResultBytes(long value) {
        return new PoolSpec(concurrency, code, hostname, settings, secrets, value, children, relay, clock);
    }

    public PoolSpec withChildren(ChildOptions value) {
        return new PoolSpec(concurrency, code, hostname, settings, secrets, maxResultBytes, value, relay, clock);
    }

    public PoolSpec withClock(Clock value) {
        return new PoolSpec(concurrency, code, hostname, settings, secrets, maxResultBytes, children, relay, value);
    }

    /** Without the settings and the secrets. */
    @Override
    public String toString() {
        return "PoolSpec[concurrency=" + concurrency + ", code=" + code + "]";
    }
}
