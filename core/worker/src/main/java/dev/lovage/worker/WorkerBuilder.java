package dev.lovage.worker;

import dev.lovage.Lovage;
import dev.lovage.TaskQueues;
import dev.lovage.messaging.Clock;
import dev.lovage.messaging.Queue;
import dev.lovage.settings.AutoscaleRange;
import dev.lovage.settings.Settings;
import dev.lovage.worker.hooks.WorkerListener;
import dev.lovage.worker.scale.AutoscaleRule;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Builds a {@link Worker}. What it is not told, the settings say. Not thread-safe; may build several. */
public final class WorkerBuilder {

    private final Settings settings;
    private final Optional<Lovage> app;
    private final List<String> applications = new ArrayList<>();
    private final List<String> includes = new ArrayList<>();
    private final List<Path> classPath = new ArrayList<>();
    private final List<String> queues = new ArrayList<>();
    private String pool;
    private int concurrency;
    private int prefetchMultiplier;
    private String hostname = "";
    private Optional<AutoscaleRange> autoscale;
    private Optional<AutoscaleRule> rule = Optional.empty();
    private Optional<List<Path>> reload;
    private boolean signals;
    private Consumer<String> banner = text -> {};
    private final List<Consumer<ShuttingDown>> shuttingDown = new ArrayList<>();
    private final List<WorkerListener> listeners = new ArrayList<>();
    private Clock clock = Clock.system();

    WorkerBuilder(Settings settings, Optional<Lovage> app) {
        this.settings = settings;
        this.app = app;
        // A program's own tasks are in this process; a child JVM would have to be told where to find them.
        this.pool =
                app.isPresent() && settings.origin("worker_pool").equals("default") ? "threads" : settings.workerPool();
        this.concurrency = settings.workerConcurrency();
        this.prefetchMultiplier = settings.workerPrefetchMultiplier();
        this.autoscale = settings.workerAutoscale();
        this.reload = settings.workerReload()
                ? Optional.of(
                        settings.workerReloadPaths().stream().map(Path::of).toList())
                : Optional.empty();
        includes.addAll(settings.include());
    }

    /** An application with tasks, {@code -A}: a class name, a jar, a folder of classes, or a {@code .java} file. */
    public WorkerBuilder application(String application) {
        applications.add(application);
        return this;
    }

    /** One more class with tasks, {@code -I}. */
    public WorkerBuilder include(String className) {
        includes.add(className);
        return this;
    }

    /** One more place of classes for child JVMs: a jar or a folder. Without any, it is this program's own class path. */
    public WorkerBuilder classPath(Path entry) {
        classPath.add(entry);
        return this;
    }

    /** The queues to take from, {@code -Q}; without any, {@code task_default_queue}. */
    public WorkerBuilder queues(List<String> names) {
        queues.addAll(names);
        return this;
    }

    /** Where tasks run, {@code -P}: {@code process}, {@code threads}, {@code virtual}, {@code solo}. */
    public WorkerBuilder pool(String name) {
        pool = name;
        return this;
    }

    /**
     * How many tasks run at once, {@code -c}.
     *
     * @param tasks at least 1
     * @throws IllegalArgumentException when it is less
     */
    public WorkerBuilder concurrency(int tasks) {
        if (tasks < 1) {
            throw new IllegalArgumentException("worker_concurrency must be at least 1, was " + tasks);
        }
        concurrency = tasks;
        return this;
    }

    /**
     * Between how many slots the pool moves by itself, {@code --autoscale}; it begins with the least, and concurrency says nothing.
     *
     * @param max at least {@code min}
     * @param min at least 1
     * @throws IllegalArgumentException when one of them is less
     */
    public WorkerBuilder autoscale(int max, int min) {
        autoscale = Optional.of(new AutoscaleRange(max, min));
        return this;
    }

    /** The rule that says how many slots are wanted; a slot for each task in hand without one. Needs {@link #autoscale}. */
    public WorkerBuilder autoscaler(AutoscaleRule other) {
        rule = Optional.of(other);
        return this;
    }

    /**
     * Loads changed code while the worker runs, {@code --reload}.
     *
     * @param paths the files and folders to watch; without any, those that the tasks come from
     */
    public WorkerBuilder reload(Path... paths) {
        reload = Optional.of(List.of(paths));
        return this;
    }

    /**
     * How many messages to take ahead for each slot, {@code --prefetch-multiplier}; 0 for about no limit.
     *
     * @throws IllegalArgumentException below 0
     */
    public WorkerBuilder prefetchMultiplier(int messages) {
        if (messages < 0) {
            throw new IllegalArgumentException("worker_prefetch_multiplier must be at least 0, was " + messages);
        }
        prefetchMultiplier = messages;
        return this;
    }

    /** Its name, {@code -n}: {@code w1@%h}, with {@code %h} the host, {@code %n} its first part and {@code %d} the rest. */
    public WorkerBuilder hostname(String name) {
        hostname = name;
        return this;
    }

    /**
     * Makes it hear signals: TERM and INT stop it, each one sooner than the one before, the third one by ending this process; USR2
     * stops it cold, HUP renews its children, TSTP and CONT pause and resume it. For programs that are a worker.
     */
    public WorkerBuilder stopOnSignals() {
        signals = true;
        return this;
    }

    /** Who hears the banner when the worker is ready; nobody by default. */
    public WorkerBuilder banner(Consumer<String> listener) {
        banner = listener;
        return this;
    }

    /**
     * Tells somebody of each stage that its stopping comes to, one after the other, on a thread of its own. The stopping does not
     * wait for it; only the end does, for a second at most. May be said several times.
     */
    public WorkerBuilder onShuttingDown(Consumer<ShuttingDown> listener) {
        shuttingDown.add(listener);
        return this;
    }

    /** Tells somebody of the worker's life; {@code worker_listeners} may name more. */
    public WorkerBuilder listener(WorkerListener listener) {
        listeners.add(listener);
        return this;
    }

    /** Another clock, for tests. */
    public WorkerBuilder clock(Clock other) {
        clock = other;
        return this;
    }

    /**
     * The worker; it is not started yet. Loads the classes that settings name: steps, listeners, rules.
     *
     * @throws dev.lovage.messaging.LovageException for a pool that there is none of, or a class that can't be loaded or made
     */
    public Worker build() {
        return new Worker(config(), signals);
    }

    WorkerConfig config() {
        List<String> names = queues.isEmpty() ? List.of(settings.taskDefaultQueue()) : queues;
        List<Queue> declared = names.stream()
                .distinct()
                .map(name -> TaskQueues.of(settings, name))
                .toList();
        return new WorkerConfig(
                settings,
                app,
                List.copyOf(applications),
                List.copyOf(includes),
                classPath.isEmpty() ? ownClassPath() : List.copyOf(classPath),
                declared,
                PoolChoice.of(pool),
                // As Celery, it begins with the least.
                autoscale.map(AutoscaleRange::min).orElse(concurrency),
                prefetchMultiplier,
                autoscale.map(range -> new Autoscale(range, rule, settings.workerAutoscaleKeepalive())),
                reload,
                NodeName.of(hostname),
                banner,
                List.copyOf(shuttingDown),
                List.copyOf(listeners),
                clock);
    }

    /** Needed only where a class is named; a jar, folder or file brings its own. */
    private List<Path> ownClassPath() {
        boolean named = !includes.isEmpty() || applications.stream().anyMatch(name -> !Files.exists(Path.of(name)));
        if (!named) {
            return List.of();
        }
        return Stream.of(System.getProperty("java.class.path", "").split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of)
                .toList();
    }
}
