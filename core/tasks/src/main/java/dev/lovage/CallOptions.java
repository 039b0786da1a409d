package dev.lovage;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How to send one call; what is not said follows the task, then the settings. Immutable: each method returns a
 * changed copy.
 *
 * @param headers of one's own, beside Celery's; plain data
 * @param expiresIn after which a worker drops the call instead of running it, from sending on
 * @param expiresAt the same as a moment; at most one of the two is set
 * @param timeLimit after which its run is ended for sure
 * @param softTimeLimit after which its run is asked to stop
 */
public record CallOptions(
        Optional<String> taskId,
        Optional<String> queue,
        Optional<String> exchange,
        Optional<String> routingKey,
        Optional<Integer> priority,
        Optional<String> serializer,
        Optional<Boolean> ignoreResult,
        Optional<Duration> expiresIn,
        Optional<Instant> expiresAt,
        Optional<Duration> timeLimit,
        Optional<Duration> softTimeLimit,
        Map<String, @Nullable Object> headers) {

    /** Nothing said. */
    public static final CallOptions NONE = new CallOptions(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of());

    public CallOptions {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** Gives the call an id of your own; any text, unique among calls. Else it is a random UUID. */
    public CallOptions taskId(String id) {
        return new CallOptions(
                Optional.of(id),
                queue,
                exchange,
                routingKey,
                priority,
                serializer,
                ignoreResult,
                expiresIn,
                expiresAt,
                timeLimit,
                softTimeLimit,
                headers);
    }

    /** Sends it to this queue. */
    public CallOptions queue(String name) {
        return new CallOptions(
                taskId,
                Optional.of(name),
                exchange,
                routingKey,
                priority,
                serializer,
                ignoreResult,
                expiresIn,
                expiresAt,
                timeLimit,
                softTimeLimit,
                headers);
    }

    /** Publishes it to this exchange, which must exist; with a {@link #routingKey(String)}. */
    public CallOptions exchange(String name) {
        return new CallOptions(
                taskId,
                queue,
                Optional.of(name),
                routingKey,
                priority,
                serializer,
                ignoreResult,
                expiresIn,
                expiresAt,
                timeLimit,
                softTimeLimit,
                headers);
    }

    /** Publishes it with this routing key. */
    public CallOptions routingKey(String key) {
        return new CallOptions(
                taskId,
                queue,
                exchange,
                Optional.of(key),
                priority,
                serializer,
                ignoreResult,
                expiresIn,
                expiresAt,
                timeLimit,
                softTimeLimit,
                headers);
    }

    /** Its priority, 0 to 255; which end is urgent is the broker's: 9 on RabbitMQ, 0 on Redis, as with Celery. */
    public CallOptions priority(int value) {
        if (value < 0 || value > 255) {
            throw new IllegalArgumentException("priority must be from 0 to 255, was " + value);
        }
        return new CallOptions(
                taskId,
                queue,
                exchange,
                routingKey,
                Optional.of(value),
                serializer,
                ignoreResult,
                expiresIn,
                expiresAt,
                timeLimit,
                softTimeLimit,
                headers);
    }

    /** The serializer of its message, by name: {@code json}. */
    public CallOptions serializer(String name) {
        return new CallOptions(
                taskId,
                queue,
                exchange,
                routingKey,
                priority,
                Optional.of(name),
                ignoreResult,
                expiresIn,
                expiresAt,
                timeLimit,
                softTimeLimit,
                headers);
    }

    /** Whether its result is dropped. */
    public CallOptions ignoreResult(boolean ignore) {
        return new CallOptions(
                taskId,
                queue,
                exchange,
                routingKey,
                priority,
                serializer,
                Optional.of(ignore),
                expiresIn,
                expiresAt,
                timeLimit,
                softTimeLimit,
                headers);
    }

    /** Drops the call when no worker began it within this time from sending. */
    public CallOptions expires(Duration span) {
        return new CallOptions(
                taskId,
                queue,
                exchange,
                routingKey,
                priority,
                serializer,
                ignoreResult,
                Optional.of(span),
                Optional.empty(),
                timeLimit,
                softTimeLimit,
                headers);
    }

    /** Drops the call when no worker began it before that moment. */
    public CallOptions expires(Instant moment) {
        return new CallOptions(
                taskId,
                queue,
                exchange,
                routingKey,
                priority,
                serializer,
                ignoreResult,
                Optional.empty(),
                Optional.of(moment),
                timeLimit,
                softTimeLimit,
                headers);
    }

    /** Ends its run for sure after that time, whatever its task or the worker says. */
    public CallOptions timeLimit(Duration limit) {
        return new CallOptions(
                taskId,
                queue,
                exchange,
                routingKey,
                priority,
                serializer,
                ignoreResult,
                expiresIn,
                expiresAt,
                Optional.of(positive("timeLimit", limit)),
                softTimeLimit,
                headers);
    }

    /** Asks its run to stop after that time, by a {@link SoftTimeLimitExceeded} that the task can catch. */
    public CallOptions softTimeLimit(Duration limit) {
        return new CallOptions(
                taskId,
                queue,
                exchange,
                routingKey,
                priority,
                serializer,
                ignoreResult,
                expiresIn,
                expiresAt,
                timeLimit,
                Optional.of(positive("softTimeLimit", limit)),
                headers);
    }

    /** Adds a header of your own; the task sees it in {@link TaskContext#headers}. */
    public CallOptions header(String name, @Nullable Object value) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new CallOptions(
                taskId,
                queue,
                exchange,
                routingKey,
                priority,
                serializer,
                ignoreResult,
                expiresIn,
                expiresAt,
                timeLimit,
                softTimeLimit,
                more);
    }

    private static Duration positive(String name, Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException(name + " must be longer than zero, was " + limit);
        }
        return limit;
    }
}
