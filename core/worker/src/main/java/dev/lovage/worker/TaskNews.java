package dev.lovage.worker;

import dev.lovage.messaging.Message;
import dev.lovage.worker.hooks.WorkerListener.ReceivedTask;
import dev.lovage.worker.hooks.WorkerListener.TaskFailure;
import dev.lovage.worker.hooks.WorkerListener.TaskReceived;
import dev.lovage.worker.hooks.WorkerListener.TaskRejected;
import dev.lovage.worker.hooks.WorkerListener.TaskRevoked;
import dev.lovage.worker.hooks.WorkerListener.TaskUnknown;

/** Tells listeners what becomes of tasks. Belongs to the loop, which it does not hold up. */
final class TaskNews {

    private final Listeners listeners;

    TaskNews(Listeners listeners) {
        this.listeners = listeners;
    }

    void received(Call call) {
        if (!listeners.isEmpty()) {
            TaskReceived event = new TaskReceived(task(call));
            listeners.post(listener -> listener.taskReceived(event));
        }
    }

    void expired(Call call) {
        if (!listeners.isEmpty()) {
            TaskRevoked event = new TaskRevoked(task(call), true);
            listeners.post(listener -> listener.taskRevoked(event));
        }
    }

    /** A message that will not be run goes to the dead queue. */
    void buried(Call call, Message message, DeathCause cause) {
        if (listeners.isEmpty()) {
            return;
        }
        if (cause.reason().equals(DeathCause.UNKNOWN_TASK)) {
            TaskUnknown event = new TaskUnknown(call.id(), call.name(), message, cause.detail());
            listeners.post(listener -> listener.taskUnknown(event));
        } else if (cause.reason().equals(DeathCause.POISON)) {
            failed(call, cause.detail());
        } else {
            TaskRejected event = new TaskRejected(message, cause.detail());
            listeners.post(listener -> listener.taskRejected(event));
        }
    }

    /** A run failed, and nobody could tell where it ran. */
    void failed(Call call, String reason) {
        if (!listeners.isEmpty()) {
            TaskFailure event = new TaskFailure(task(call), reason);
            listeners.post(listener -> listener.taskFailure(event));
        }
    }

    private static ReceivedTask task(Call call) {
        return new ReceivedTask(call.id(), call.name(), call.retries(), call.eta(), call.expires());
    }
}
