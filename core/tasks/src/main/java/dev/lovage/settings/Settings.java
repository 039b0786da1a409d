package dev.lovage.settings;

import dev.lovage.messaging.BrokerUrl;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All settings, typed, under Celery's names and with Celery's defaults. Immutable.
 *
 * <p>A value comes from the first of these that has one: command line, system property {@code
 * lovage.worker_concurrency},
 * environment {@code LOVAGE_WORKER_CONCURRENCY}, environment {@code CELERY_WORKER_CONCURRENCY}, {@code lovage.yaml}
 * in the
 * working directory, code, default. {@link #origin} says which it was. {@link #toString} shows no secrets.
 */
public final class Settings {

    private final Map<String, Value> values;
    private final Path folder;
    private final Map<String, Object> code;

    /** A value and the place where it was said. */
    record Value(Object value, String origin) {}

    Settings(Map<String, Value> values, Path folder, Map<String, Object> code) {
        this.values = Map.copyOf(values);
        this.folder = folder;
        this.code = Map.copyOf(code);
    }

    /** The settings of this process: its system properties, environment and {@code lovage.yaml}. */
    public static Settings load() {
        return loader().load();
    }

    /** Loads settings from places other than this process's own. */
    public static SettingsLoader loader() {
        return new SettingsLoader();
    }

    /** Where a setting's value came from, for people: {@code environment LOVAGE_BROKER_URL}, {@code default}. */
    public String origin(String name) {
        String key = Names.canonical(name);
        if (!Catalog.all().containsKey(key)) {
            throw Names.unknown(name, "");
        }
        Value value = values.get(key);
        return value == null ? "default" : value.origin();
    }

    /** Names and values of all settings for people, in the order of the documentation; secrets are {@code **}. */
    public Map<String, String> table() {
        Map<String, String> table = new LinkedHashMap<>();
        Catalog.all().values().forEach(setting -> table.put(setting.name(), shown(setting)));
        return table;
    }

    /**
     * What the program said in code, as texts that {@link SettingsBuilder#set} takes: for a worker, which is to know what the
     * program says but never loads it. Holds secrets.
     */
    public Map<String, String> code() {
        Map<String, String> texts = new LinkedHashMap<>();
        code.forEach((name, value) -> texts.put(Names.canonical(name), SettingText.of(value)));
        return texts;
    }

    /** The working directory, that {@code lovage.yaml} and the embedded broker are in. */
    public Path folder() {
        return folder;
    }

    /** {@code accept_content}: the serializers whose messages a worker reads; {@code json}. */
    public List<String> acceptContent() {
        return get(Catalog.ACCEPT_CONTENT);
    }

    /** {@code enable_utc}: whether times in messages are in UTC; true. */
    public boolean enableUtc() {
        return get(Catalog.ENABLE_UTC);
    }

    /** {@code timezone}: UTC. */
    public ZoneId timezone() {
        return get(Catalog.TIMEZONE);
    }

    /** Whether no broker is configured, so that the embedded one, a SQLite file, is used. */
    public boolean embedded() {
        return find(Catalog.BROKER_URL).isEmpty();
    }

    /**
     * {@code broker_url}; several for fail-over are separated by {@code ;}. Without one, the embedded SQLite file's.
     * Holds secrets.
     */
    public String brokerUrl() {
        return find(Catalog.BROKER_URL).orElseGet(() -> Embedded.brokerUrl(folder));
    }

    /** {@code broker_read_url}: where workers consume; {@link #brokerUrl} by default. Holds secrets. */
    public String brokerReadUrl() {
        return find(Catalog.BROKER_READ_URL).orElseGet(this::brokerUrl);
    }

    /** {@code broker_write_url}: where messages are published; {@link #brokerUrl} by default. Holds secrets. */
    public String brokerWriteUrl() {
        return find(Catalog.BROKER_WRITE_URL).orElseGet(this::brokerUrl);
    }

    /** {@code broker_connection_timeout}: 4 s. */
    public Duration brokerConnectionTimeout() {
        return get(Catalog.BROKER_CONNECTION_TIMEOUT);
    }

    /** {@code broker_heartbeat}: 120 s. */
    public Duration brokerHeartbeat() {
        return get(Catalog.BROKER_HEARTBEAT);
    }

    /** {@code broker_transport_options}, named as in kombu. */
    public Map<String, Object> brokerTransportOptions() {
        return get(Catalog.BROKER_TRANSPORT_OPTIONS);
    }

    /** {@code result_backend}; with the embedded broker, the same file; with another broker, none. Holds secrets. */
    public Optional<String> resultBackend() {
        Optional<String> said = find(Catalog.RESULT_BACKEND);
        return said.isEmpty() && embedded() ? Optional.of(Embedded.resultUrl(folder)) : said;
    }

    /** {@code result_backend_transport_options}, such as {@code global_keyprefix}. */
    public Map<String, Object> resultBackendTransportOptions() {
        return get(Catalog.RESULT_BACKEND_TRANSPORT_OPTIONS);
    }

    /** {@code result_extended}: whether results carry name, arguments, worker and queue; false. */
    public boolean resultExtended() {
        return get(Catalog.RESULT_EXTENDED);
    }

    /** {@code result_expires}: 1 day; zero keeps results for ever. */
    public Duration resultExpires() {
        return get(Catalog.RESULT_EXPIRES);
    }

    /** {@code result_persistent}: whether {@code rpc://} replies outlive a restart of the broker; false. */
    public boolean resultPersistent() {
        return get(Catalog.RESULT_PERSISTENT);
    }

    /** {@code task_serializer}: {@code json}. */
    public String taskSerializer() {
        return get(Catalog.TASK_SERIALIZER);
    }

    /** {@code task_ignore_result}: false. */
    public boolean taskIgnoreResult() {
        return get(Catalog.TASK_IGNORE_RESULT);
    }

    /** {@code task_store_errors_even_if_ignored}: false. */
    public boolean taskStoreErrorsEvenIfIgnored() {
        return get(Catalog.TASK_STORE_ERRORS_EVEN_IF_IGNORED);
    }

    /** {@code task_time_limit}: after which a task is ended; empty or zero for none. */
    public Optional<Duration> taskTimeLimit() {
        return find(Catalog.TASK_TIME_LIMIT);
    }

    /** {@code task_soft_time_limit}: after which a task is asked to stop; empty or zero for none. */
    public Optional<Duration> taskSoftTimeLimit() {
        return find(Catalog.TASK_SOFT_TIME_LIMIT);
    }

    /** {@code worker_soft_limit_checks}: whether child JVMs write checks of the soft limit into the loops of tasks; true. */
    public boolean workerSoftLimitChecks() {
        return get(Catalog.WORKER_SOFT_LIMIT_CHECKS);
    }

    /** {@code worker_soft_limit_packages}: packages of libraries that get such checks too; none. */
    public List<String> workerSoftLimitPackages() {
        return get(Catalog.WORKER_SOFT_LIMIT_PACKAGES);
    }

    /** {@code task_track_started}: false. */
    public boolean taskTrackStarted() {
        return get(Catalog.TASK_TRACK_STARTED);
    }

    /** {@code task_acks_late}: true, where Celery's is false. */
    public boolean taskAcksLate() {
        return get(Catalog.TASK_ACKS_LATE);
    }

    /** {@code task_acks_on_failure_or_timeout}: true. */
    public boolean taskAcksOnFailureOrTimeout() {
        return get(Catalog.TASK_ACKS_ON_FAILURE_OR_TIMEOUT);
    }

    /** {@code task_reject_on_worker_lost}: true, where Celery has none: what a lost child ran is run again. */
    public boolean taskRejectOnWorkerLost() {
        return get(Catalog.TASK_REJECT_ON_WORKER_LOST);
    }

    /** {@code task_default_queue}: {@code celery}. */
    public String taskDefaultQueue() {
        return get(Catalog.TASK_DEFAULT_QUEUE);
    }

    /** {@code task_default_exchange}: named as the default queue. */
    public String taskDefaultExchange() {
        return find(Catalog.TASK_DEFAULT_EXCHANGE).orElseGet(this::taskDefaultQueue);
    }

    /** {@code task_default_exchange_type}: {@code direct}. */
    public String taskDefaultExchangeType() {
        return get(Catalog.TASK_DEFAULT_EXCHANGE_TYPE);
    }

    /** {@code task_default_routing_key}: named as the default queue. */
    public String taskDefaultRoutingKey() {
        return find(Catalog.TASK_DEFAULT_ROUTING_KEY).orElseGet(this::taskDefaultQueue);
    }

    /** {@code task_default_queue_type}: {@code classic} or {@code quorum}. */
    public String taskDefaultQueueType() {
        return get(Catalog.TASK_DEFAULT_QUEUE_TYPE);
    }

    /**
     * {@code task_create_missing_queue_type}: {@code classic} or {@code quorum}, for queues other than the default
     * one.
     */
    public String taskCreateMissingQueueType() {
        return get(Catalog.TASK_CREATE_MISSING_QUEUE_TYPE);
    }

    /** {@code task_default_delivery_mode}: whether messages outlive a restart of the broker; {@code persistent}. */
    public boolean taskPersistent() {
        return get(Catalog.TASK_PERSISTENT);
    }

    /** {@code task_default_priority}: none. */
    public Optional<Integer> taskDefaultPriority() {
        return find(Catalog.TASK_DEFAULT_PRIORITY);
    }

    /** {@code task_queue_max_priority}: none; the {@code x-max-priority} of declared queues. */
    public Optional<Integer> taskQueueMaxPriority() {
        return find(Catalog.TASK_QUEUE_MAX_PRIORITY);
    }

    /** {@code imports} and {@code include}: further classes that hold tasks. */
    public List<String> include() {
        List<String> all = new ArrayList<>(get(Catalog.IMPORTS));
        all.addAll(get(Catalog.INCLUDE));
        return List.copyOf(all);
    }

    /** {@code worker_concurrency}: how many tasks run at once; the number of processors. */
    public int workerConcurrency() {
        return find(Catalog.WORKER_CONCURRENCY)
                .orElseGet(() -> Runtime.getRuntime().availableProcessors());
    }

    /** {@code worker_pool}: {@code process}. */
    public String workerPool() {
        return get(Catalog.WORKER_POOL);
    }

    /** {@code worker_prefetch_multiplier}: 4; zero for no limit. */
    public int workerPrefetchMultiplier() {
        return get(Catalog.WORKER_PREFETCH_MULTIPLIER);
    }

    /** {@code worker_steps}: classes of steps that the worker has too. Lovage's own. */
    public List<String> workerSteps() {
        return get(Catalog.WORKER_STEPS);
    }

    /** {@code worker_consumer_steps}: classes of steps that the worker's consumer has too. Lovage's own. */
    public List<String> workerConsumerSteps() {
        return get(Catalog.WORKER_CONSUMER_STEPS);
    }

    /** {@code worker_without_steps}: the names of steps that are switched off. Lovage's own. */
    public List<String> workerWithoutSteps() {
        return get(Catalog.WORKER_WITHOUT_STEPS);
    }

    /** {@code worker_listeners}: classes that hear of the worker's life. Lovage's own. */
    public List<String> workerListeners() {
        return get(Catalog.WORKER_LISTENERS);
    }

    /** {@code task_listeners}: classes that hear of tasks where they run. Lovage's own. */
    public List<String> taskListeners() {
        return get(Catalog.TASK_LISTENERS);
    }

    /** {@code task_interceptors}: classes around the running of tasks, the outermost first. Lovage's own. */
    public List<String> taskInterceptors() {
        return get(Catalog.TASK_INTERCEPTORS);
    }

    /** {@code worker_send_task_events}: false. */
    public boolean workerSendTaskEvents() {
        return get(Catalog.WORKER_SEND_TASK_EVENTS);
    }

    /** {@code worker_proc_alive_timeout}: how long a new child may take to say hello; 60 s. */
    public Duration workerProcAliveTimeout() {
        return get(Catalog.WORKER_PROC_ALIVE_TIMEOUT);
    }

    /**
     * {@code worker_cancel_long_running_tasks_on_connection_loss}: whether a task whose message the broker has taken back is ended;
     * false.
     */
    public boolean workerCancelLongRunningTasksOnConnectionLoss() {
        return get(Catalog.WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS);
    }

    /** {@code worker_max_tasks_per_child}: after so many tasks a child process is replaced; never without. */
    public Optional<Integer> workerMaxTasksPerChild() {
        return find(Catalog.WORKER_MAX_TASKS_PER_CHILD);
    }

    /** {@code worker_max_memory_per_child}, in bytes: a child process that uses more is replaced; none without. */
    public Optional<Long> workerMaxMemoryPerChild() {
        return find(Catalog.WORKER_MAX_MEMORY_PER_CHILD);
    }

    /** {@code worker_autoscale}: between how many slots the pool may move; without it the size is fixed. */
    public Optional<AutoscaleRange> workerAutoscale() {
        return find(Catalog.WORKER_AUTOSCALE);
    }

    /** {@code worker_child_opts}: further options of child JVMs; none. Lovage's own. */
    public List<String> workerChildOpts() {
        return find(Catalog.WORKER_CHILD_OPTS).flatMap(ShellWords::split).orElse(List.of());
    }

    /**
     * {@code worker_child_leftovers}: what is done about a child whose task left threads or processes behind: {@code report}, {@code
     * recycle} or {@code ignore}; report. Lovage's own.
     */
    public String workerChildLeftovers() {
        return get(Catalog.WORKER_CHILD_LEFTOVERS);
    }

    /**
     * {@code worker_child_cache}: the folder for the archive of classes that lets children start faster, {@code none} for no archive;
     * absent for {@code lovage} in the user's cache folder. Lovage's own.
     */
    public Optional<String> workerChildCache() {
        return find(Catalog.WORKER_CHILD_CACHE);
    }

    /** {@code worker_autoscaler}: the class of the rule that autoscaling follows; Celery's own name means the default one. */
    public Optional<String> workerAutoscaler() {
        return find(Catalog.WORKER_AUTOSCALER).filter(name -> !name.startsWith("celery."));
    }

    /** {@code worker_autoscale_keepalive}: how long slots must have been too many before they go; 30 s. Lovage's own. */
    public Duration workerAutoscaleKeepalive() {
        return get(Catalog.WORKER_AUTOSCALE_KEEPALIVE);
    }

    /** {@code worker_reload}: whether changed code is loaded while the worker runs; false. Lovage's own. */
    public boolean workerReload() {
        return get(Catalog.WORKER_RELOAD);
    }

    /** {@code worker_reload_paths}: the files and folders to watch; those that the tasks come from. Lovage's own. */
    public List<String> workerReloadPaths() {
        return get(Catalog.WORKER_RELOAD_PATHS);
    }

    /** {@code worker_soft_shutdown_timeout}: how long running tasks may take in a soft shutdown; 0 for no such stage. */
    public Duration workerSoftShutdownTimeout() {
        return get(Catalog.WORKER_SOFT_SHUTDOWN_TIMEOUT);
    }

    /** {@code worker_enable_soft_shutdown_on_idle}: whether there is a soft shutdown when no task runs, too; false. */
    public boolean workerEnableSoftShutdownOnIdle() {
        return get(Catalog.WORKER_ENABLE_SOFT_SHUTDOWN_ON_IDLE);
    }

    /** {@code worker_logfile}: where a worker logs to; none, for stderr. */
    public Optional<String> workerLogfile() {
        return find(Catalog.WORKER_LOGFILE);
    }

    /** {@code worker_log_format}: {@code text} or {@code json}. */
    public String workerLogFormat() {
        return get(Catalog.WORKER_LOG_FORMAT);
    }

    /** {@code worker_pidfile}: where a worker writes its process id; none. */
    public Optional<String> workerPidfile() {
        return find(Catalog.WORKER_PIDFILE);
    }

    /**
     * {@code worker_redirect_stdouts}: whether what is printed in a worker's process goes to its log, in the pools that run tasks in
     * threads; true on the command line, false in a program.
     */
    public boolean workerRedirectStdouts() {
        return get(Catalog.WORKER_REDIRECT_STDOUTS);
    }

    /** {@code publish_timeout}: how long sending waits for the broker's confirmation; 10 s. Lovage's own. */
    public Duration publishTimeout() {
        return get(Catalog.PUBLISH_TIMEOUT);
    }

    /** {@code max_message_bytes}: the largest message body that is sent or read; 16 MiB. Lovage's own. */
    public long maxMessageBytes() {
        return get(Catalog.MAX_MESSAGE_BYTES);
    }

    /** {@code max_result_bytes}: the largest result of a task, as JSON; 16 MiB. Lovage's own. */
    public long maxResultBytes() {
        return get(Catalog.MAX_RESULT_BYTES);
    }

    @Override
    public String toString() {
        Map<String, String> said = table();
        said.keySet().retainAll(values.keySet());
        return "Settings" + said;
    }

    private <T> T get(Setting<T> setting) {
        return find(setting).orElseThrow(() -> new NoSuchElementException(setting.name()));
    }

    @SuppressWarnings("unchecked") // The loader reads each value by the setting's own type.
    private <T> Optional<T> find(Setting<T> setting) {
        Value value = values.get(setting.name());
        return value == null ? Optional.ofNullable(setting.fallback()) : Optional.of((T) value.value());
    }

    private String shown(Setting<?> setting) {
        @Nullable Object value = find(setting).orElse(null);
        if (value == null) {
            return "";
        }
        if (!setting.secret()) {
            return value.toString();
        }
        return value instanceof String urls ? redacted(urls) : masked(value);
    }

    private static String redacted(String urls) {
        List<String> shown = new ArrayList<>();
        for (String url : urls.split(";", -1)) {
            try {
                shown.add(BrokerUrl.parse(url.strip()).redacted());
            } catch (IllegalArgumentException e) {
                shown.add("**");
            }
        }
        return String.join(";", shown);
    }

    private static String masked(Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return "**";
        }
        Map<Object, Object> shown = new LinkedHashMap<>();
        map.forEach((key, item) -> shown.put(key, Names.looksSecret(String.valueOf(key)) ? "**" : item));
        return shown.toString();
    }

    /** The names of all settings. */
    public static Collection<String> names() {
        return List.copyOf(Catalog.all().keySet());
    }
}
