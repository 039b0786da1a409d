package dev.lovage.worker.pool;

import dev.lovage.Lovage;
import dev.lovage.messaging.LovageException;
import dev.lovage.messaging.Suggestion;
import dev.lovage.worker.Pool;
import dev.lovage.worker.PoolSpec;
import dev.lovage.worker.app.Application;
import dev.lovage.worker.run.Relayed;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens pools by the names that users write, Celery's among them. */
public final class Pools {

    private static final Logger log = LoggerFactory.getLogger(Pools.class);

    private static final List<String> NAMES = List.of("process", "threads", "virtual", "solo");

    private static final Map<String, String> ALIASES = Map.of(
            "prefork", "process",
            "processes", "process",
            "thread", "threads",
            "gevent", "virtual",
            "eventlet", "virtual");

    private Pools() {}

    /**
     * The pool of that name, for the code of the spec. Pools of threads run the tasks of the spec's app if it has one, child JVMs
     * those of its applications.
     *
     * @param name {@code process}, {@code threads}, {@code virtual}, {@code solo}, or Celery's name for one of them
     * @throws LovageException for an unknown name, or a pool that this Java can't have
     */
    public static Pool open(String name, PoolSpec spec) {
        return open(name, spec, spec.code().app().<Source>map(Pools::ofApp).orElseGet(() -> ofNames(spec)));
    }

    private static Source ofApp(Lovage app) {
        return () -> Application.of(app);
    }

    private static Source ofNames(PoolSpec spec) {
        return new Source() {
            private Runnable uninstall = () -> {};

            @Override
            public Application load() {
                uninstall = Relayed.install(spec.relay());
                return Application.load(spec.code().applications(), spec.code().includes(), spec.settings());
            }

            @Override
            public void close() {
                uninstall.run();
            }
        };
    }

    /** All names that are understood. */
    static Set<String> names() {
        Set<String> names = new HashSet<>(NAMES);
        names.addAll(ALIASES.keySet());
        return names;
    }

    /** The pool's own name for one that a user wrote: {@code process} for {@code prefork}. */
    public static String canonical(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        String known = ALIASES.getOrDefault(lower, lower);
        if (NAMES.contains(known)) {
            return known;
        }
        throw new LovageException("No pool is called '" + name + "'. "
                + Suggestion.of(lower, NAMES)
                        .or(() -> Suggestion.of(lower, ALIASES.keySet()))
                        .map(near -> "Did you mean '" + near + "'? ")
                        .orElse("")
                + "There are " + String.join(", ", NAMES)
                + "; Celery's prefork, processes, gevent and eventlet are understood");
    }

    private static Pool open(String name, PoolSpec spec, Source application) {
        String known = canonical(name);
        if (!known.equals(name)) {
            log.info("Pool '{}' is '{}' here", name, known);
        }
        return switch (known) {
            case "process" -> new ProcessPool(spec);
            case "threads" -> new ThreadPool(spec, Pools::thread, Integer.MAX_VALUE, application);
            case "solo" -> new ThreadPool(spec.withConcurrency(1), Pools::thread, Integer.MAX_VALUE, application);
            default -> new ThreadPool(spec, virtualThreads(), carriers(), application);
        };
    }

    private static Thread thread(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** How many virtual threads can compute at the same time. */
    private static int carriers() {
        return Integer.getInteger(
                "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
    }

    /** By a handle, for Lovage itself is compiled for Java 17. */
    private static TaskThreads.Starter virtualThreads() {
        try {
            MethodHandle start = MethodHandles.publicLookup()
                    .findStatic(
                            Thread.class, "startVirtualThread", MethodType.methodType(Thread.class, Runnable.class));
            return (work, name) -> virtualThread(start, work, name);
        } catch (NoSuchMethodException | IllegalAccessException e) {
            throw new LovageException(
                    "The pool 'virtual' needs Java 21 or later; this is Java "
                            + Runtime.version().feature()
                            + ". Use -P threads with a higher -c, or run the worker with a newer Java",
                    e);
        }
    }

    private static Thread virtualThread(MethodHandle start, Runnable work, String name) {
        try {
            Thread thread = (Thread) start.invokeExact(work);
            thread.setName(name);
            return thread;
        } catch (Throwable e) {
            throw new LovageException("Virtual threads can't be had: " + e, e);
        }
    }
}
