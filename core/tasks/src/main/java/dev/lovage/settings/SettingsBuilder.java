package dev.lovage.settings;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Settings said in code: {@code s -> s.workerConcurrency(8).taskAcksLate(true)}. Every other place beats the code, so
 * that a deployment
 * can change what a program says. What the settings mean is told in {@link Settings}.
 */
public final class SettingsBuilder {

    private final Map<String, Object> values = new LinkedHashMap<>();

    SettingsBuilder() {}

    /** Any setting by its name. */
    public SettingsBuilder set(String name, Object value) {
        values.put(name, value);
        return this;
    }

    /** {@code broker_url}. */
    public SettingsBuilder brokerUrl(String url) {
        return set("broker_url", url);
    }

    /** {@code result_backend}. */
    public SettingsBuilder resultBackend(String url) {
        return set("result_backend", url);
    }

    /** {@code accept_content}. */
    public SettingsBuilder acceptContent(List<String> serializers) {
        return set("accept_content", serializers);
    }

    /** {@code timezone}. */
    public SettingsBuilder timezone(String zone) {
        return set("timezone", zone);
    }

    /** {@code enable_utc}. */
    public SettingsBuilder enableUtc(boolean utc) {
        return set("enable_utc", utc);
    }

    /** {@code broker_transport_options}. */
    public SettingsBuilder brokerTransportOptions(Map<String, Object> options) {
        return set("broker_transport_options", options);
    }

    /** {@code result_backend_transport_options}. */
    public SettingsBuilder resultBackendTransportOptions(Map<String, Object> options) {
        return set("result_backend_transport_options", options);
    }

    /** {@code broker_connection_timeout}. */
    public SettingsBuilder brokerConnectionTimeout(Duration timeout) {
        return set("broker_connection_timeout", timeout);
    }

    /** {@code broker_heartbeat}. */
    public SettingsBuilder brokerHeartbeat(Duration interval) {
        return set("broker_heartbeat", interval);
    }

    /** {@code result_extended}. */
    public SettingsBuilder resultExtended(boolean extended) {
        return set("result_extended", extended);
    }

    /** {@code result_expires}. */
    public SettingsBuilder resultExpires(Duration span) {
        return set("result_expires", span);
    }

    /** {@code result_persistent}. */
    public SettingsBuilder resultPersistent(boolean persistent) {
        return set("result_persistent", persistent);
    }

    /** {@code task_serializer}. */
    public SettingsBuilder taskSerializer(String name) {
        return set("task_serializer", name);
    }

    /** {@code task_ignore_result}. */
    public SettingsBuilder taskIgnoreResult(boolean ignore) {
        return set("task_ignore_result", ignore);
    }

    /** {@code task_store_errors_even_if_ignored}. */
    public SettingsBuilder taskStoreErrorsEvenIfIgnored(boolean store) {
        return set("task_store_errors_even_if_ignored", store);
    }

    /** {@code task_track_started}. */
    public SettingsBuilder taskTrackStarted(boolean track) {
        return set("task_track_started", track);
    }

    /** {@code task_acks_late}. */
    public SettingsBuilder taskAcksLate(boolean late) {
        return set("task_acks_late", late);
    }

    /** {@code task_acks_on_failure_or_timeout}. */
    public SettingsBuilder taskAcksOnFailureOrTimeout(boolean ack) {
        return set("task_acks_on_failure_or_timeout", ack);
    }

    /** {@code task_time_limit}. */
    public SettingsBuilder taskTimeLimit(Duration limit) {
        return set("task_time_limit", limit);
    }

    /** {@code task_soft_time_limit}. */
    public SettingsBuilder taskSoftTimeLimit(Duration limit) {
        return set("task_soft_time_limit", limit);
    }

    /** {@code worker_soft_limit_checks}. */
    public SettingsBuilder workerSoftLimitChecks(boolean weave) {
        return set("worker_soft_limit_checks", weave);
    }

    /** {@code worker_soft_limit_packages}. */
    public SettingsBuilder workerSoftLimitPackages(List<String> packages) {
        return set("worker_soft_limit_packages", packages);
    }

    /** {@code task_reject_on_worker_lost}. */
    public SettingsBuilder taskRejectOnWorkerLost(boolean reject) {
        return set("task_reject_on_worker_lost", reject);
    }

    /** {@code worker_cancel_long_running_tasks_on_connection_loss}. */
    public SettingsBuilder workerCancelLongRunningTasksOnConnectionLoss(boolean cancel) {
        return set("worker_cancel_long_running_tasks_on_connection_loss", cancel);
    }

    /** {@code task_default_queue}. */
    public SettingsBuilder taskDefaultQueue(String queue) {
        return set("task_default_queue", queue);
    }

    /** {@code task_default_priority}. */
    public SettingsBuilder taskDefaultPriority(int priority) {
        return set("task_default_priority", priority);
    }

    /** {@code task_queue_max_priority}. */
    public SettingsBuilder taskQueueMaxPriority(int priority) {
        return set("task_queue_max_priority", priority);
    }

    /** {@code task_default_queue_type}. */
    public SettingsBuilder taskDefaultQueueType(String type) {
        return set("task_default_queue_type", type);
    }

    /** {@code include}. */
    public SettingsBuilder include(List<String> classes) {
        return set("include", classes);
    }

    /** {@code worker_concurrency}. */
    public SettingsBuilder workerConcurrency(int tasks) {
        return set("worker_concurrency", tasks);
    }

    /** {@code worker_pool}. */
    public SettingsBuilder workerPool(String pool) {
        return set("worker_pool", pool);
    }

    /** {@code worker_prefetch_multiplier}. */
    public SettingsBuilder workerPrefetchMultiplier(int factor) {
        return set("worker_prefetch_multiplier", factor);
    }

    /** {@code worker_autoscale}. */
    public SettingsBuilder workerAutoscale(int max, int min) {
        return set("worker_autoscale", max + "," + min);
    }

    /** {@code worker_child_opts}: further options of child JVMs, split as a shell does. */
    public SettingsBuilder workerChildOpts(String options) {
        return set("worker_child_opts", options);
    }

    /** {@code worker_child_leftovers}: {@code report}, {@code recycle} or {@code ignore}. */
    public SettingsBuilder workerChildLeftovers(String what) {
        return set("worker_child_leftovers", what);
    }

    /** {@code worker_child_cache}: a folder, or {@code none}. */
    public SettingsBuilder workerChildCache(String folder) {
        return set("worker_child_cache", folder);
    }

    /** {@code worker_max_tasks_per_child}. */
    public SettingsBuilder workerMaxTasksPerChild(int tasks) {
        return set("worker_max_tasks_per_child", tasks);
    }

    /** {@code worker_max_memory_per_child}; as a setting it is in KiB. */
    public SettingsBuilder workerMaxMemoryPerChild(long kibibytes) {
        return set("worker_max_memory_per_child", kibibytes);
    }

    /** {@code worker_autoscaler}. */
    public SettingsBuilder workerAutoscaler(String className) {
        return set("worker_autoscaler", className);
    }

    /** {@code worker_autoscale_keepalive}. */
    public SettingsBuilder workerAutoscaleKeepalive(Duration span) {
        return set("worker_autoscale_keepalive", span);
    }

    /** {@code worker_reload}. */
    public SettingsBuilder workerReload(boolean watch) {
        return set("worker_reload", watch);
    }

    /** {@code worker_reload_paths}. */
    public SettingsBuilder workerReloadPaths(List<String> paths) {
        return set("worker_reload_paths", paths);
    }

    /** {@code worker_steps}. */
    public SettingsBuilder workerSteps(List<String> classes) {
        return set("worker_steps", classes);
    }

    /** {@code worker_consumer_steps}. */
    public SettingsBuilder workerConsumerSteps(List<String> classes) {
        return set("worker_consumer_steps", classes);
    }

    /** {@code worker_without_steps}. */
    public SettingsBuilder workerWithoutSteps(List<String> names) {
        return set("worker_without_steps", names);
    }

    /** {@code worker_listeners}. */
    public SettingsBuilder workerListeners(List<String> classes) {
        return set("worker_listeners", classes);
    }

    /** {@code task_listeners}. */
    public SettingsBuilder taskListeners(List<String> classes) {
        return set("task_listeners", classes);
    }

    /** {@code task_interceptors}. */
    public SettingsBuilder taskInterceptors(List<String> classes) {
        return set("task_interceptors", classes);
    }

    /** {@code worker_soft_shutdown_timeout}. */
    public SettingsBuilder workerSoftShutdownTimeout(Duration span) {
        return set("worker_soft_shutdown_timeout", span);
    }

    /** {@code worker_enable_soft_shutdown_on_idle}. */
    public SettingsBuilder workerEnableSoftShutdownOnIdle(boolean enable) {
        return set("worker_enable_soft_shutdown_on_idle", enable);
    }

    /** {@code worker_logfile}. */
    public SettingsBuilder workerLogfile(String file) {
        return set("worker_logfile", file);
    }

    /** {@code worker_log_format}: {@code text} or {@code json}. */
    public SettingsBuilder workerLogFormat(String format) {
        return set("worker_log_format", format);
    }

    /** {@code worker_pidfile}. */
    public SettingsBuilder workerPidfile(String file) {
        return set("worker_pidfile", file);
    }

    /** {@code worker_redirect_stdouts}. */
    public SettingsBuilder workerRedirectStdouts(boolean redirect) {
        return set("worker_redirect_stdouts", redirect);
    }

    /** {@code worker_send_task_events}. */
    public SettingsBuilder workerSendTaskEvents(boolean send) {
        return set("worker_send_task_events", send);
    }

    /** {@code publish_timeout}. */
    public SettingsBuilder publishTimeout(Duration timeout) {
        return set("publish_timeout", timeout);
    }

    /** {@code max_message_bytes}. */
    public SettingsBuilder maxMessageBytes(long bytes) {
        return set("max_message_bytes", bytes);
    }

    /** {@code max_result_bytes}. */
    public SettingsBuilder maxResultBytes(long bytes) {
        return set("max_result_bytes", bytes);
    }

    Map<String, Object> values() {
        return values;
    }
}
