package dev.lovage.worker.app;

import dev.lovage.Lovage;
import dev.lovage.TaskDefinition;
import dev.lovage.TaskOptions;
import dev.lovage.TaskRegistry;
import dev.lovage.hooks.TaskInterceptor;
import dev.lovage.hooks.TaskListener;
import dev.lovage.messaging.LovageException;
import dev.lovage.messaging.codec.DecodeLimits;
import dev.lovage.messaging.codec.Serializers;
import dev.lovage.settings.Settings;
import dev.lovage.worker.CatalogEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The user's application as a process that runs its tasks has it: its tasks, and the app that they call others through. Thread-safe. */
public final class Application {

    private final TaskRegistry tasks;
    private final Lovage app;
    private final List<TaskInterceptor> interceptors;
    private final List<TaskListener> listeners;
    private final boolean woven;

    private Application(TaskRegistry tasks, Lovage app, NamedClasses named, boolean woven) {
        this.tasks = tasks;
        this.app = app;
        this.woven = woven;
        this.interceptors = new ArrayList<>(app.taskInterceptors());
        this.listeners = new ArrayList<>(app.taskListeners());
        app.settings()
                .taskInterceptors()
                .forEach(name -> interceptors.add(named.make("task_interceptors", name, TaskInterceptor.class)));
        app.settings()
                .taskListeners()
                .forEach(name -> listeners.add(named.make("task_listeners", name, TaskListener.class)));
    }

    /** The tasks of an app that this process has already. */
    public static Application of(Lovage app) {
        return new Application(app.tasks(), app, new NamedClasses(loader(), List.of()), false);
    }

    /**
     * Loads what the user named.
     *
     * @param applications class names, jars, directories of classes, {@code .java} source files
     * @param includes further class names
     * @param settings what an app built here shall see: names and values as {@code Settings.table()} prints them
     * @throws ApplicationException when something named is not there, does not compile, fails to load, or defines a task wrongly
     */
    public static Application load(List<String> applications, List<String> includes, Map<String, String> settings) {
        settings.forEach(SharedSettings::apply);
        return load(applications, false, () -> UserClasses.load(applications, includes));
    }

    /**
     * Loads what the user named, in a child JVM: all of the user's classes by a loader of their own, with checks of the soft time
     * limit as the settings say.
     *
     * @param classPath where the user's classes are, beside those of applications that are jars or folders
     * @throws ApplicationException as above
     */
    public static Application load(
            List<String> applications, List<String> includes, List<Path> classPath, Map<String, String> settings) {
        settings.forEach(SharedSettings::apply);
        Settings known = SharedSettings.read();
        return load(
                applications,
                known.workerSoftLimitChecks(),
                () -> UserClasses.loadApart(applications, includes, classPath, known));
    }

    private static Application load(List<String> applications, boolean woven, Supplier<List<Class<?>>> loading) {
        List<Class<?>> classes = loading.get();
        try {
            TaskRegistry tasks = TaskRegistry.scan(classes.toArray(Class<?>[]::new));
            if (tasks.all().isEmpty()) {
                throw new ApplicationException(
                        UserClasses.named(applications)
                                + ": no task in it. A task is a method with @Task, or one given to app.task(…) of an app in a static field");
            }
            return new Application(
                    tasks,
                    tasks.app().orElseGet(() -> Lovage.app("lovage")),
                    new NamedClasses(loader(), List.of(UserClasses.named(applications))),
                    woven);
        } catch (ApplicationException e) {
            throw e;
        } catch (LovageException e) {
            throw new ApplicationException(String.valueOf(e.getMessage()), e);
        } catch (LinkageError e) {
            throw new ApplicationException("A class of the application can't be loaded: " + Causes.of(e), e);
        }
    }

    /** Where the application's classes are: loading it, or starting the program, has set that. */
    private static ClassLoader loader() {
        ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
        return ofThread == null ? Application.class.getClassLoader() : ofThread;
    }

    /** What is around the running of its tasks, the outermost first: the app's own, and those that settings name. */
    public List<TaskInterceptor> interceptors() {
        return List.copyOf(interceptors);
    }

    /** Who hears of its tasks where they run. */
    public List<TaskListener> listeners() {
        return List.copyOf(listeners);
    }

    /** The task of that name or alias. */
    public Optional<TaskDefinition> find(String name) {
        return tasks.find(name);
    }

    /** Whether its classes check the soft time limit in their loops. */
    public boolean woven() {
        return woven;
    }

    /** The app that calls made by tasks go through. */
    public Lovage app() {
        return app;
    }

    /** What it decodes messages with: what {@code accept_content} names, within {@code max_message_bytes}. */
    public Serializers serializers() {
        int maxBytes = (int) Math.min(app.settings().maxMessageBytes(), Integer.MAX_VALUE);
        return Serializers.standard(DecodeLimits.defaults().withMaxBytes(maxBytes))
                .accepting(app.settings().acceptContent());
    }

    /** What a parent needs to know of its tasks; an alias is an entry of its own. */
    public List<CatalogEntry> catalog() {
        return tasks.all().stream().flatMap(task -> entries(task).stream()).toList();
    }

    private static List<CatalogEntry> entries(TaskDefinition task) {
        List<CatalogEntry> entries = new ArrayList<>();
        entries.add(entry(task.name(), task));
        task.options().aliases().forEach(alias -> entries.add(entry(alias, task)));
        return entries;
    }

    private static CatalogEntry entry(String name, TaskDefinition task) {
        TaskOptions options = task.options();
        return new CatalogEntry(
                name,
                task.signature(),
                options.acksLate(),
                options.ignoreResult(),
                options.trackStarted(),
                options.softTimeLimit(),
                options.timeLimit());
    }
}
