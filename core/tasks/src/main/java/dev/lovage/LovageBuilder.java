package dev.lovage;

import dev.lovage.hooks.SendInterceptor;
import dev.lovage.hooks.SendListener;
import dev.lovage.hooks.TaskInterceptor;
import dev.lovage.hooks.TaskListener;
import dev.lovage.messaging.Clock;
import dev.lovage.settings.Settings;
import dev.lovage.settings.SettingsBuilder;
import dev.lovage.settings.SettingsLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Builds an app. What is said here is the weakest source of settings but for the defaults: environment, {@code
 * lovage.yaml} and command
 * line beat it, so that a deployment decides. Not thread-safe.
 */
public final class LovageBuilder {

    private final String name;
    private final SettingsLoader loader = Settings.loader();
    private @Nullable Settings settings;
    private InstanceProvider instances = InstanceProvider.byConstructor();
    private final List<SendInterceptor> sendInterceptors = new ArrayList<>();
    private final List<SendListener> sendListeners = new ArrayList<>();
    private final List<TaskInterceptor> taskInterceptors = new ArrayList<>();
    private final List<TaskListener> taskListeners = new ArrayList<>();
    private Clock clock = Clock.system();
    private Optional<AppRuntime> runtime = AppRuntime.installed();

    LovageBuilder(String name) {
        this.name = name;
    }

    /** {@code broker_url}. */
    public LovageBuilder broker(String url) {
        return settings(s -> s.brokerUrl(url));
    }

    /** {@code result_backend}. */
    public LovageBuilder backend(String url) {
        return settings(s -> s.resultBackend(url));
    }

    /** Further settings: {@code s -> s.workerConcurrency(8)}. */
    public LovageBuilder settings(UnaryOperator<SettingsBuilder> change) {
        loader.code(change);
        return this;
    }

    /** Settings that were loaded already; nothing else is looked at then. */
    public LovageBuilder settings(Settings loaded) {
        settings = loaded;
        return this;
    }

    /** Who makes the objects that tasks written as instance methods run on. */
    public LovageBuilder instances(InstanceProvider provider) {
        instances = provider;
        return this;
    }

    /** Where the time comes from. */
    public LovageBuilder clock(Clock other) {
        clock = other;
        return this;
    }

    /** Puts something around the sending of each call; what was added first is outermost. */
    public LovageBuilder sendInterceptor(SendInterceptor interceptor) {
        sendInterceptors.add(interceptor);
        return this;
    }

    /** Tells somebody of the calls that this app sends. */
    public LovageBuilder sendListener(SendListener listener) {
        sendListeners.add(listener);
        return this;
    }

    /**
     * Puts something around the running of each task, in the process that runs it; what was added first is outermost, those of
     * {@code task_interceptors} are within.
     */
    public LovageBuilder taskInterceptor(TaskInterceptor interceptor) {
        taskInterceptors.add(interceptor);
        return this;
    }

    /** Tells somebody of tasks, in the process that runs them. */
    public LovageBuilder taskListener(TaskListener listener) {
        taskListeners.add(listener);
        return this;
    }

    /** Takes broker and result backend from here instead of opening the URLs of the settings. */
    public LovageBuilder runtime(AppRuntime other) {
        runtime = Optional.of(other);
        return this;
    }

    /**
     * The app. Opens nothing yet.
     *
     * @throws dev.lovage.settings.SettingsException for an unknown setting or an unfit value
     */
    public Lovage build() {
        return new Lovage(this, settings == null ? loader.load() : settings);
    }

    String name() {
        return name;
    }

    InstanceProvider instances() {
        return instances;
    }

    SendHooks sendHooks() {
        return new SendHooks(sendInterceptors, sendListeners);
    }

    List<TaskInterceptor> taskInterceptors() {
        return List.copyOf(taskInterceptors);
    }

    List<TaskListener> taskListeners() {
        return List.copyOf(taskListeners);
    }

    Clock clock() {
        return clock;
    }

    Optional<AppRuntime> runtime() {
        return runtime;
    }
}
