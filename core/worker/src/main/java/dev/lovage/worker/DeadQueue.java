package dev.lovage.worker;

import dev.lovage.messaging.Clock;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.Publication;
import dev.lovage.messaging.Queue;
import java.util.LinkedHashMap;
import java.util.Map;

/** The queue of messages that can't be run: as they came, with a word on why. */
final class DeadQueue {

    static final String NAME = "lovage.dead";
    static final Queue QUEUE = Queue.named(NAME);

    private static final int MAX_DETAIL = 1000;

    private final Clock clock;

    DeadQueue(Clock clock) {
        this.clock = clock;
    }

    /** The message as it came, addressed to the dead queue. */
    Publication letter(Message message, String queue, DeathCause cause) {
        return Publication.toQueue(NAME, Recount.fresh(message, why(queue, cause)));
    }

    /** The same without the headers it came with, for when these can't be written. */
    Publication bareLetter(Message message, String queue, DeathCause cause) {
        Message bare = new Message(
                message.body(), message.contentType(), message.contentEncoding(), Map.of(), Map.of("delivery_mode", 2));
        return letter(bare, queue, cause);
    }

    private Map<String, Object> why(String queue, DeathCause cause) {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("lovage-dead-reason", cause.reason());
        headers.put("lovage-dead-queue", queue);
        headers.put("lovage-dead-at", clock.now().toString());
        headers.put("lovage-dead-detail", Text.cut(cause.detail(), MAX_DETAIL));
        return headers;
    }
}
