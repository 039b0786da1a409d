package dev.lovage.messaging;

/** Declares, binds, purges, deletes and measures. Every call blocks until the broker answered; thread-safe. */
public interface Topology {

    void declare(Exchange exchange);

    /** Declares the queue, its exchange and the binding between them. Declaring again changes nothing. */
    void declare(Queue queue);

    /** Binds a declared queue to a declared exchange by one more key. */
    void bind(String queue, Exchange exchange, String routingKey);

    /** Removes all messages that wait in a queue, not those handed out. A queue that is not there has none. */
    long purge(String queue);

    /** Removes a queue with all its messages. Removing what is not there is no error. */
    void delete(String queue);

    /** How many messages wait in a queue, not counting those handed out; 0 where there is no such queue. */
    long size(String queue);
}
