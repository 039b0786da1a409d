package dev.lovage;

import dev.lovage.messaging.Exchange;
import dev.lovage.messaging.Queue;
import dev.lovage.settings.Settings;
import java.util.Locale;
import java.util.Map;

/** Queues as Celery declares them from a name and the settings; senders and workers must declare the same. */
public final class TaskQueues {

    private TaskQueues() {}

    /** The queue of that name, with its exchange, key and arguments. */
    public static Queue of(Settings settings, String name) {
        boolean main = name.equals(settings.taskDefaultQueue());
        Queue queue =
                main ? Queue.of(name, defaultExchange(settings), settings.taskDefaultRoutingKey()) : Queue.named(name);
        String type = main ? settings.taskDefaultQueueType() : settings.taskCreateMissingQueueType();
        Queue typed = type.equals("quorum") ? queue.withArgument("x-queue-type", "quorum") : queue;
        return settings.taskQueueMaxPriority()
                .map(priority -> typed.withArgument("x-max-priority", priority))
                .orElse(typed);
    }

    private static Exchange defaultExchange(Settings settings) {
        Exchange.Type type =
                Exchange.Type.valueOf(settings.taskDefaultExchangeType().toUpperCase(Locale.ROOT));
        return new Exchange(settings.taskDefaultExchange(), type, true, false, Map.of());
    }
}
