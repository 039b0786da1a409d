package dev.lovage;

import dev.lovage.messaging.Broker;
import dev.lovage.messaging.Exchange;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.Publication;
import dev.lovage.messaging.Queue;
import dev.lovage.settings.Settings;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Where calls go: the call's queue, else the task's, else the default one. Thread-safe. */
final class Routing {

    private final Settings settings;
    private final Map<String, Broker> declared = new ConcurrentHashMap<>();

    Routing(Settings settings) {
        this.settings = settings;
    }

    /**
     * Where one call goes.
     *
     * @param queue the queue to declare first; empty where the call names an exchange of its own
     */
    record Route(String exchange, String routingKey, Optional<String> queue) {

        Publication publication(Message message) {
            return new Publication(exchange, routingKey, message, true);
        }
    }

    Route route(Signature<?> call) {
        CallOptions options = call.options();
        if (options.exchange().isPresent()) {
            return new Route(options.exchange().get(), options.routingKey().orElse(""), Optional.empty());
        }
        String name = options.queue()
                .or(() -> call.definition()
                        .flatMap(definition -> definition.options().queue()))
                .orElseGet(settings::taskDefaultQueue);
        Queue queue = TaskQueues.of(settings, name);
        if (options.routingKey().isPresent()) {
            return new Route(queue.exchange().name(), options.routingKey().get(), Optional.of(name));
        }
        // As Celery: a direct exchange is passed by, which saves the broker a look-up.
        return queue.exchange().type() == Exchange.Type.DIRECT
                ? new Route("", name, Optional.of(name))
                : new Route(queue.exchange().name(), queue.routingKey(), Optional.of(name));
    }

    /** Declares a queue, its exchange and its binding, once for each broker link. */
    void declareOnce(Broker broker, String queue) {
        if (declared.get(queue) != broker) {
            broker.topology().declare(TaskQueues.of(settings, queue));
            declared.put(queue, broker);
        }
    }

    /** Declares a queue again with the next call. */
    void forget(String queue) {
        declared.remove(queue);
    }
}
