package dev.lovage.worker.pool;

import dev.lovage.Lovage;
import dev.lovage.messaging.LovageException;
import dev.lovage.messaging.Suggestion;
import dev.lovage.worker.Pool;
import dev.lovage.worker.app.Application;
import dev.lovage.worker.run.Relayed;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
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
     * The pool of that name, for the applications of the options.
     *
     * @param name {@code process}, {@code threads}, {@code virtual}, {@code solo}, or Celery's name for one of them
     * @throws LovageException for an unknown name, or a pool that this Java can't have
     */
    public static Pool open(String name, PoolOptions options) {
        return open(name, options, new Source() {
            private Runnable uninstall = () -> {};

            @Override
            public Application load() {
                uninstall = Relayed.install(options.relay());
                return Application.load(options.applications(), options.includes(), options.settings());
            }

            @Override
            public void close() {
                uninstall.run();
            }
        });
    }

    /**
     * The pool of that name, for a worker inside an application: the pools of threads run the tasks of this app, child JVMs those
     * of the options' applications.
     *
     * @throws LovageException for an unknown name, or a pool that this Java can't have
     */
    public static Pool open(String name, PoolOptions options, Lovage app) {
        return open(name, options, () -> Application.of(app));
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

    private static Pool open(String name, PoolOptions options, Source application) {
        String known = canonical(name);
        if (!known.equals(name)) {
            log.info("Pool '{}' is '{}' here", name, known);
        }
        return switch (known) {
            case "process" -> new ProcessPool(options);
            case "threads" -> new ThreadPool(options, threads(options.concurrency()), application);
            case "solo" -> new ThreadPool(options.withConcurrency(1), threads(1), application);
            default -> new ThreadPool(options, virtualThreads(), application);
        };
    }

    private static ExecutorService threads(int count) {
        AtomicInteger number = new AtomicInteger();
        ThreadFactory factory = work -> {
            Thread thread = new Thread(work, "lovage-task-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        return Executors.newFixedThreadPool(count, factory);
    }

    /** By a handle, for Lovage itself is compiled for Java 17. */
    private static ExecutorService virtualThreads() {
        try {
            return (ExecutorService) MethodHandles.publicLookup()
                    .findStatic(
                            Executors.class,
                            "newVirtualThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class))
                    .invokeExact();
        } catch (NoSuchMethodException e) {
            throw new LovageException(
                    "The pool 'virtual' needs Java 21 or later; this is Java "
                            + Runtime.version().feature()
                            + ". Use -P threads with a higher -c, or run the worker with a newer Java",
                    e);
        } catch (Throwable e) {
            throw new LovageException("Virtual threads can't be had: " + e, e);
        }
    }
}
