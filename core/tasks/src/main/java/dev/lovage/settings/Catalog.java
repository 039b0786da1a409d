package dev.lovage.settings;

import static dev.lovage.settings.Setting.absent;
import static dev.lovage.settings.Setting.of;
import static dev.lovage.settings.SettingType.FLAG;
import static dev.lovage.settings.SettingType.MEMORY;
import static dev.lovage.settings.SettingType.RANGE;
import static dev.lovage.settings.SettingType.SIZE;
import static dev.lovage.settings.SettingType.SPAN;
import static dev.lovage.settings.SettingType.TEXT;
import static dev.lovage.settings.SettingType.TEXTS;
import static dev.lovage.settings.SettingType.TREE;
import static dev.lovage.settings.SettingType.WORDS;
import static dev.lovage.settings.SettingType.ZONE;
import static dev.lovage.settings.SettingType.count;
import static dev.lovage.settings.SettingType.oneOf;

import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every setting, with Celery's name and default. Where a default is not Celery's, the line says why. */
final class Catalog {

    private static final Map<String, Setting<?>> ALL = new LinkedHashMap<>();

    static final Setting<List<String>> ACCEPT_CONTENT = add(of("accept_content", TEXTS, List.of("json")));
    static final Setting<Boolean> ENABLE_UTC = add(of("enable_utc", FLAG, true));
    static final Setting<ZoneId> TIMEZONE = add(of("timezone", ZONE, ZoneId.of("UTC")));

    static final Setting<String> BROKER_URL = add(new Setting<>("broker_url", TEXT, null, true));
    static final Setting<String> BROKER_READ_URL = add(new Setting<>("broker_read_url", TEXT, null, true));
    static final Setting<String> BROKER_WRITE_URL = add(new Setting<>("broker_write_url", TEXT, null, true));
    static final Setting<Duration> BROKER_CONNECTION_TIMEOUT =
            add(of("broker_connection_timeout", SPAN, Duration.ofSeconds(4)));
    static final Setting<Duration> BROKER_HEARTBEAT = add(of("broker_heartbeat", SPAN, Duration.ofSeconds(120)));
    static final Setting<Map<String, Object>> BROKER_TRANSPORT_OPTIONS = add(secret("broker_transport_options"));

    static final Setting<String> RESULT_BACKEND = add(new Setting<>("result_backend", TEXT, null, true));
    static final Setting<Map<String, Object>> RESULT_BACKEND_TRANSPORT_OPTIONS =
            add(secret("result_backend_transport_options"));
    static final Setting<Boolean> RESULT_EXTENDED = add(of("result_extended", FLAG, false));
    static final Setting<Duration> RESULT_EXPIRES = add(of("result_expires", SPAN, Duration.ofDays(1)));
    static final Setting<Boolean> RESULT_PERSISTENT = add(of("result_persistent", FLAG, false));

    static final Setting<String> TASK_SERIALIZER = add(of("task_serializer", TEXT, "json"));
    static final Setting<Boolean> TASK_IGNORE_RESULT = add(of("task_ignore_result", FLAG, false));
    static final Setting<Boolean> TASK_STORE_ERRORS_EVEN_IF_IGNORED =
            add(of("task_store_errors_even_if_ignored", FLAG, false));
    static final Setting<Boolean> TASK_TRACK_STARTED = add(of("task_track_started", FLAG, false));
    // Celery's is false: a crash then loses the task. Lovage runs it again.
    static final Setting<Boolean> TASK_ACKS_LATE = add(of("task_acks_late", FLAG, true));
    static final Setting<Boolean> TASK_ACKS_ON_FAILURE_OR_TIMEOUT =
            add(of("task_acks_on_failure_or_timeout", FLAG, true));
    static final Setting<Duration> TASK_TIME_LIMIT = add(absent("task_time_limit", SPAN));
    static final Setting<Duration> TASK_SOFT_TIME_LIMIT = add(absent("task_soft_time_limit", SPAN));
    // Celery's is none: late acknowledgement would then not survive a lost child. Three strikes end the loop it fears.
    static final Setting<Boolean> TASK_REJECT_ON_WORKER_LOST = add(of("task_reject_on_worker_lost", FLAG, true));
    static final Setting<String> TASK_DEFAULT_QUEUE = add(of("task_default_queue", TEXT, "celery"));
    static final Setting<String> TASK_DEFAULT_QUEUE_TYPE =
            add(of("task_default_queue_type", oneOf("classic", "quorum"), "classic"));
    static final Setting<String> TASK_DEFAULT_EXCHANGE = add(absent("task_default_exchange", TEXT));
    static final Setting<String> TASK_DEFAULT_EXCHANGE_TYPE =
            add(of("task_default_exchange_type", oneOf("direct", "topic", "fanout"), "direct"));
    static final Setting<String> TASK_DEFAULT_ROUTING_KEY = add(absent("task_default_routing_key", TEXT));
    static final Setting<Boolean> TASK_PERSISTENT = add(of("task_default_delivery_mode", deliveryMode(), true));
    static final Setting<Integer> TASK_DEFAULT_PRIORITY = add(absent("task_default_priority", count(0)));
    static final Setting<Integer> TASK_QUEUE_MAX_PRIORITY = add(absent("task_queue_max_priority", count(1)));
    static final Setting<String> TASK_CREATE_MISSING_QUEUE_TYPE =
            add(of("task_create_missing_queue_type", oneOf("classic", "quorum"), "classic"));

    static final Setting<List<String>> IMPORTS = add(of("imports", TEXTS, List.of()));
    static final Setting<List<String>> INCLUDE = add(of("include", TEXTS, List.of()));
    static final Setting<Integer> WORKER_CONCURRENCY = add(absent("worker_concurrency", count(1)));
    static final Setting<String> WORKER_POOL = add(of("worker_pool", TEXT, "process"));
    static final Setting<Integer> WORKER_PREFETCH_MULTIPLIER = add(of("worker_prefetch_multiplier", count(0), 4));
    static final Setting<List<String>> WORKER_STEPS = add(of("worker_steps", TEXTS, List.of()));
    static final Setting<List<String>> WORKER_CONSUMER_STEPS = add(of("worker_consumer_steps", TEXTS, List.of()));
    static final Setting<List<String>> WORKER_WITHOUT_STEPS = add(of("worker_without_steps", TEXTS, List.of()));
    static final Setting<List<String>> WORKER_LISTENERS = add(of("worker_listeners", TEXTS, List.of()));
    static final Setting<List<String>> TASK_LISTENERS = add(of("task_listeners", TEXTS, List.of()));
    static final Setting<List<String>> TASK_INTERCEPTORS = add(of("task_interceptors", TEXTS, List.of()));
    static final Setting<Boolean> WORKER_SEND_TASK_EVENTS = add(of("worker_send_task_events", FLAG, false));
    // Celery's is 4 seconds, for a fork; a JVM on a busy machine may need more.
    static final Setting<Duration> WORKER_PROC_ALIVE_TIMEOUT =
            add(of("worker_proc_alive_timeout", SPAN, Duration.ofSeconds(60)));
    static final Setting<Boolean> WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS =
            add(of("worker_cancel_long_running_tasks_on_connection_loss", FLAG, false));
    static final Setting<String> WORKER_CHILD_OPTS = add(absent("worker_child_opts", WORDS));
    static final Setting<String> WORKER_CHILD_LEFTOVERS =
            add(of("worker_child_leftovers", oneOf("report", "recycle", "ignore"), "report"));
    static final Setting<String> WORKER_CHILD_CACHE = add(absent("worker_child_cache", TEXT));
    static final Setting<Integer> WORKER_MAX_TASKS_PER_CHILD = add(absent("worker_max_tasks_per_child", count(1)));
    static final Setting<Long> WORKER_MAX_MEMORY_PER_CHILD = add(absent("worker_max_memory_per_child", MEMORY));
    static final Setting<AutoscaleRange> WORKER_AUTOSCALE = add(absent("worker_autoscale", RANGE));
    static final Setting<String> WORKER_AUTOSCALER = add(absent("worker_autoscaler", TEXT));
    static final Setting<Duration> WORKER_AUTOSCALE_KEEPALIVE =
            add(of("worker_autoscale_keepalive", SPAN, Duration.ofSeconds(30)));
    static final Setting<Boolean> WORKER_RELOAD = add(of("worker_reload", FLAG, false));
    static final Setting<List<String>> WORKER_RELOAD_PATHS = add(of("worker_reload_paths", TEXTS, List.of()));
    static final Setting<Duration> WORKER_SOFT_SHUTDOWN_TIMEOUT =
            add(of("worker_soft_shutdown_timeout", SPAN, Duration.ZERO));
    static final Setting<Boolean> WORKER_ENABLE_SOFT_SHUTDOWN_ON_IDLE =
            add(of("worker_enable_soft_shutdown_on_idle", FLAG, false));
    static final Setting<String> WORKER_LOGFILE = add(absent("worker_logfile", TEXT));
    // Celery's is a format of Python's logging.
    static final Setting<String> WORKER_LOG_FORMAT = add(of("worker_log_format", oneOf("text", "json"), "text"));
    static final Setting<String> WORKER_PIDFILE = add(absent("worker_pidfile", TEXT));
    static final Setting<Boolean> WORKER_REDIRECT_STDOUTS = add(of("worker_redirect_stdouts", FLAG, false));

    // Lovage's own.
    static final Setting<Boolean> WORKER_SOFT_LIMIT_CHECKS = add(of("worker_soft_limit_checks", FLAG, true));
    static final Setting<List<String>> WORKER_SOFT_LIMIT_PACKAGES =
            add(of("worker_soft_limit_packages", TEXTS, List.of()));
    static final Setting<Duration> PUBLISH_TIMEOUT = add(of("publish_timeout", SPAN, Duration.ofSeconds(10)));
    static final Setting<Long> MAX_MESSAGE_BYTES = add(of("max_message_bytes", SIZE, 16L << 20));
    static final Setting<Long> MAX_RESULT_BYTES = add(of("max_result_bytes", SIZE, 16L << 20));

    private Catalog() {}

    /** All settings by name, in the order of this page. */
    static Map<String, Setting<?>> all() {
        return ALL;
    }

    private static <T> Setting<T> add(Setting<T> setting) {
        ALL.put(setting.name(), setting);
        return setting;
    }

    private static Setting<Map<String, Object>> secret(String name) {
        return new Setting<>(name, TREE, Map.of(), true);
    }

    /** Whether messages outlive the broker: {@code persistent} or 2, {@code transient} or 1. */
    private static SettingType<Boolean> deliveryMode() {
        return oneOf("persistent", "transient", "2", "1").map(mode -> mode.equals("persistent") || mode.equals("2"));
    }
}
