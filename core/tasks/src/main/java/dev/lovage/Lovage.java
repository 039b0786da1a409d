package dev.lovage;

import dev.lovage.hooks.TaskInterceptor;
import dev.lovage.hooks.TaskListener;
import dev.lovage.messaging.Broker;
import dev.lovage.results.ResultBackend;
import dev.lovage.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The app: it knows tasks, sends calls of them, and finds their results. Thread-safe; a program has one, usually in a
 * static
 * field.
 *
 * <pre>{@code
 * static final Lovage app = Lovage.builder("shop").broker("redis://localhost").build();
 * static final Task2<Integer, Integer, Integer> add = app.task("tasks.add", Maths::add);
 *
 * AsyncResult<Integer> sum = add.delay(2, 2);
 * sum.get(Duration.ofSeconds(5));
 * }</pre>
 *
 * <p>When a sending method returns, the broker has the call. It throws
 * {@link dev.lovage.messaging.BrokerUnavailableException} when no broker can be reached, {@link
 * dev.lovage.messaging.PublishTimeoutException} when it did not confirm within {@code publish_timeout}, {@link
 * dev.lovage.messaging.UnroutableException} when no queue takes the call, and {@link
 * dev.lovage.binding.UnencodableException} for an argument that can't be written.
 */
public final class Lovage extends InstanceTasks implements AutoCloseable {

    private final String name;
    private final Settings settings;
    private final Instances instances;
    private final Links links;
    private final Sender sender;
    private final List<TaskInterceptor> taskInterceptors;
    private final List<TaskListener> taskListeners;
    private final ConcurrentMap<String, TaskDefinition> definitions = new ConcurrentHashMap<>();

    Lovage(LovageBuilder builder, Settings settings) {
        this.name = builder.name();
        this.settings = settings;
        this.instances = new Instances(builder.instances());
        this.links = new Links(builder.name(), settings, builder.clock(), builder.runtime());
        this.sender = new Sender(settings, links, builder.clock(), builder.sendHooks());
        this.taskInterceptors = builder.taskInterceptors();
        this.taskListeners = builder.taskListeners();
    }

    /** An app of that name with the settings of its surroundings: environment, {@code lovage.yaml}, defaults. */
    public static Lovage app(String name) {
        return builder(name).build();
    }

    /** Builds an app of that name. */
    public static LovageBuilder builder(String name) {
        return new LovageBuilder(name);
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Its settings. */
    public Settings settings() {
        return settings;
    }

    /** The tasks that were defined so far and can run here: all but contracts. */
    public TaskRegistry tasks() {
        return new TaskRegistry(
                definitions.values().stream()
                        .filter(definition -> !definition.contract())
                        .toList(),
                Optional.of(this));
    }

    /** Defines tasks with options: {@code app.with(o -> o.timeLimit(ofMinutes(5))).task("reports.year", Reports::year)}. */
    public TasksWithOptions with(UnaryOperator<TaskOptions> options) {
        return new TasksWithOptions(this, options.apply(TaskOptions.NONE));
    }

    /** A call of a task that this program knows only by name; its result comes as plain data. */
    public Signature<@Nullable Object> signature(String task) {
        return new Signature<>(
                this, task, definitions.get(task), List.of(), Map.of(), CallOptions.NONE, Object.class, false);
    }

    /**
     * Sends many calls at once and returns when the broker has them all; much faster than one by one.
     *
     * @throws SendAllException when some were not sent; it says which
     */
    public <R extends @Nullable Object> List<AsyncResult<R>> sendAll(List<Signature<R>> calls) {
        List<String> ids = sender.sendAll(calls);
        List<AsyncResult<R>> results = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            results.add(resultOf(calls.get(i), ids.get(i)));
        }
        return results;
    }

    /** The result of a call made earlier or elsewhere, by its id. */
    public <R> AsyncResult<R> result(String taskId, Class<R> type) {
        return new AsyncResult<>(taskId, "", links, type, false);
    }

    /** The broker that it sends through; opened on first use. */
    public Broker broker() {
        return links.broker();
    }

    /** Where results are; opened on first use. Empty when none is configured. */
    public Optional<ResultBackend> resultBackend() {
        return links.backend();
    }

    /** What its builder put around the running of tasks, the outermost first; for workers. */
    public List<TaskInterceptor> taskInterceptors() {
        return taskInterceptors;
    }

    /** Whom its builder told to hear of running tasks; for workers. */
    public List<TaskListener> taskListeners() {
        return taskListeners;
    }

    /** Closes the connections it opened. A closed app can't send. */
    @Override
    public void close() {
        links.close();
    }

    @Override
    public String toString() {
        return "Lovage(" + name + ", " + definitions.size() + " tasks)";
    }

    <R extends @Nullable Object> AsyncResult<R> send(Signature<R> call) {
        return resultOf(call, sender.send(call));
    }

    Instances instances() {
        return instances;
    }

    @Override
    TaskCore define(TaskReference reference) {
        TaskDefinition fresh = reference.definition(instances);
        TaskDefinition known = definitions.putIfAbsent(fresh.name(), fresh);
        if (known != null && !known.sameAs(fresh)) {
            throw Duplicates.of(fresh.name(), known, fresh);
        }
        return new TaskCore(this, known == null ? fresh : known, CallOptions.NONE);
    }

    private <R extends @Nullable Object> AsyncResult<R> resultOf(Signature<R> call, String id) {
        return new AsyncResult<>(id, call.task(), links, call.resultType(), sender.ignoresResult(call));
    }
}
