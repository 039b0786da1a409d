package dev.lovage.messaging.virtual;

/**
 * An envelope on its way into a queue.
 *
 * @param priority as the sender wrote it; what it means is the store's business
 * @param envelope the JSON text of the message, UTF-8; see {@link Envelope}
 */
public record Push(String queue, int priority, byte[] envelope) {}
