package dev.lovage.worker;

import dev.lovage.messaging.Message;
import dev.lovage.worker.hooks.WorkerListener.ReceivedTask;
import dev.lovage.worker.hooks.WorkerListener.TaskFailure;
import dev.lovage.worker.hooks.WorkerListener.TaskReceived;
import dev.lovage.worker.hooks.WorkerListener.TaskRejected;
import dev.lovage.worker.hooks.WorkerListener.TaskRevoked;
import dev.lovage.worker.hooks.WorkerListener.TaskUnknown;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells listeners what becomes of tasks. Belongs to the loop, which it does not hold up. */
final class TaskNews {

    private final Listeners listeners;

    TaskNews(Listeners listeners) {
        this.listeners = listeners;
    }

    void received(Call call) {
        if (!listeners.isEmpty()) {
            TaskReceived event = new TaskReceived(task(call));
            listeners.post("task_received", weight(call), listener -> listener.taskReceived(event));
        }
    }

    void expired(Call call) {
        if (!listeners.isEmpty()) {
            TaskRevoked event = new TaskRevoked(task(call), true);
            listeners.post("task_revoked", weight(call), listener -> listener.taskRevoked(event));
        }
    }

    /** A message that will not be run goes to the dead queue. */
    void buried(Call call, Message message, DeathCause cause) {
        if (listeners.isEmpty()) {
            return;
        }
        if (cause.reason().equals(DeathCause.UNKNOWN_TASK)) {
            TaskUnknown event = new TaskUnknown(call.id(), call.name(), message, cause.detail());
            listeners.post("task_unknown", weight(message), listener -> listener.taskUnknown(event));
        } else if (cause.reason().equals(DeathCause.POISON)) {
            failed(call, cause.detail());
        } else {
            TaskRejected event = new TaskRejected(message, cause.detail());
            listeners.post("task_rejected", weight(message), listener -> listener.taskRejected(event));
        }
    }

    /** A run failed, and nobody could tell where it ran. */
    void failed(Call call, String reason) {
        if (!listeners.isEmpty()) {
            TaskFailure event = new TaskFailure(task(call), reason);
            listeners.post("task_failure", weight(call), listener -> listener.taskFailure(event));
        }
    }

    private static ReceivedTask task(Call call) {
        return new ReceivedTask(call.id(), call.name(), call.retries(), call.eta(), call.expires());
    }

    private static long weight(Call call) {
        return (long) call.id().length() + call.name().length();
    }

    private static long weight(Message message) {
        return message.body().length + bytes(message.headers()) + bytes(message.properties());
    }

    /** About how many bytes of memory plain data take; decoding has bounded how deep they are. */
    private static long bytes(@Nullable Object value) {
        if (value instanceof String text) {
            return text.length();
        }
        if (value instanceof byte[] bytes) {
            return bytes.length;
        }
        long sum = 8;
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                sum += bytes(entry.getKey()) + bytes(entry.getValue());
            }
        } else if (value instanceof List<?> list) {
            for (Object each : list) {
                sum += bytes(each);
            }
        }
        return sum;
    }
}
