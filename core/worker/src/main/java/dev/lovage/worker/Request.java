package dev.lovage.worker;

import dev.lovage.messaging.Message;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * One delivery on its way to being run. The body is still bytes: only headers were read.
 *
 * @param id the task id from the message
 * @param task the registered name
 * @param slot names this hand-over to the pool; two deliveries of one task id have two slots
 * @param softLimit after which the task is asked to stop; absent for none
 * @param hardLimit after which it is made to stop; absent for none
 * @param held whether its message is still the worker's; else it should not begin. Any thread may ask
 */
public record Request(
        long slot,
        String id,
        String task,
        Message message,
        String queue,
        String exchange,
        String routingKey,
        boolean redelivered,
        int deliveryCount,
        Optional<Duration> softLimit,
        Optional<Duration> hardLimit,
        BooleanSupplier held) {

    private static final BooleanSupplier ALWAYS = () -> true;

    /** A request whose message is its worker's for certain. */
    public Request(
            long slot,
            String id,
            String task,
            Message message,
            String queue,
            String exchange,
            String routingKey,
            boolean redelivered,
            int deliveryCount,
            Optional<Duration> softLimit,
            Optional<Duration> hardLimit) {
        this(
                slot,
                id,
                task,
                message,
                queue,
                exchange,
                routingKey,
                redelivered,
                deliveryCount,
                softLimit,
                hardLimit,
                ALWAYS);
    }
}
