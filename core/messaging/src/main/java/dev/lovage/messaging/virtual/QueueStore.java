package dev.lovage.messaging.virtual;

import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.BrokerUnavailableException;
import dev.lovage.messaging.Capability;
import dev.lovage.messaging.Exchange;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a server without AMQP must be able to do: keep envelopes in named queues and hand them out under a lease.
 *
 * <p>{@link VirtualBroker} makes a broker of it. Every call blocks until the server answered, may come from several threads
 * at once, and throws {@link BrokerUnavailableException} when trying again may help, another {@link BrokerException} when
 * not. A call that threw may nevertheless have been carried out: all but {@link #push} are repeatable. A store makes its
 * connections itself, anew after a loss, one attempt per call; backing off is the broker's business. It keeps time by the
 * server's clock, never by this machine's.
 */
public interface QueueStore extends AutoCloseable {

    /** Its URL for people, without the password. */
    String describe();

    boolean supports(Capability capability);

    /** How long a claim is held without {@link #renew}; the broker renews at a third of it. */
    Duration lease();

    /** Makes sure that the server answers, in at most that time. */
    void connect(Duration timeout);

    /** Makes a queue known, where the store needs that; repeatable. */
    void declare(String queue);

    /** Removes a queue, its messages and its bindings. */
    void delete(String queue);

    /** Puts all of these at the back of their queues, in one step where the server can, in order. */
    void push(List<Push> batch);

    /**
     * Takes up to {@code max} envelopes from the first of these queues that have some, oldest or most urgent first, and
     * records each with a fresh lease in the same step, so that nothing is lost should either side vanish. Never waits.
     */
    List<Claim> claim(List<String> queues, int max);

    /** Takes and forgets, for consumers that need no acknowledgement. Never waits. */
    List<Claim> take(List<String> queues, int max);

    /**
     * Waits until one of these queues may have something for {@link #claim}, at most for {@code timeout}. Waking without need
     * is fine, sleeping on a message is not. Takes nothing from any queue.
     */
    void await(List<String> queues, Duration timeout) throws InterruptedException;

    /** Holds these claims for another {@link #lease}; answers those whose lease was lost. */
    Collection<Claim> renew(Collection<Claim> claims);

    /** Forgets these messages; answers those whose lease was lost, about which nothing was done. */
    Collection<Claim> settle(Collection<Claim> claims);

    /**
     * Puts these messages back to be delivered again, marked as redelivered, the longest-waiting first; answers those whose
     * lease was lost, about which nothing was done.
     */
    Collection<Claim> restore(Collection<Claim> claims);

    /** Puts back every message of anybody whose lease ran out; answers how many. */
    int restoreExpired();

    /** How many messages wait, not counting those handed out; 0 for a queue that is not there. */
    long size(String queue);

    /** Removes what waits, not what is handed out; answers how many. */
    long purge(String queue);

    /** Binds a queue to a direct or topic exchange; repeatable. */
    void bind(Exchange exchange, String routingKey, String queue);

    /** Who is bound to an exchange. */
    Set<Binding> bindings(Exchange exchange);

    /** Sends to everyone who listens now. Only with {@link Capability#FANOUT}. */
    default void broadcast(Exchange exchange, String routingKey, byte[] envelope) {
        throw new UnsupportedOperationException("fanout");
    }

    /**
     * Listens to a fanout exchange until the handle is closed, over lost connections too. {@code listener} is called on a
     * thread of the store. Returns once it listens. Only with {@link Capability#FANOUT}.
     */
    default AutoCloseable listen(Exchange exchange, String routingKey, Consumer<byte[]> listener) {
        throw new UnsupportedOperationException("fanout");
    }

    /** Closes all connections; calls under way fail or return. */
    @Override
    void close();
}
