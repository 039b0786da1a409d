package dev.lovage.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownSignalException;
import dev.lovage.messaging.BrokerException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The reason for which RabbitMQ closed a channel or a connection.
 *
 * @param code AMQP's reply code, such as {@link AMQP#NOT_FOUND}; 0 when the connection just broke
 */
record Refusal(int code, String text) {

    private static final Pattern INEQUIVALENT = Pattern.compile(
            "inequivalent arg '([^']*)' for (queue|exchange) '([^']*)' in vhost '[^']*': received (.*) but current is (.*)");

    static Refusal of(ShutdownSignalException signal) {
        Method reason = signal.getReason();
        if (reason instanceof AMQP.Channel.Close close) {
            return new Refusal(close.getReplyCode(), close.getReplyText());
        }
        if (reason instanceof AMQP.Connection.Close close) {
            return new Refusal(close.getReplyCode(), close.getReplyText());
        }
        Throwable cause = signal.getCause();
        String message = cause == null ? null : cause.getMessage();
        return new Refusal(0, message == null ? "the connection broke" : "the connection broke: " + message);
    }

    static String text(ShutdownSignalException signal) {
        return of(signal).text();
    }

    /** What the broker said when this failure came from closing a channel; empty when it came from anything else. */
    static Optional<Refusal> ofChannel(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ShutdownSignalException signal && !signal.isHardError()) {
                Refusal refusal = of(signal);
                return refusal.code() == 0 || refusal.code() == AMQP.REPLY_SUCCESS
                        ? Optional.empty()
                        : Optional.of(refusal);
            }
        }
        return Optional.empty();
    }

    /** An error for people: what was refused, why, and what to do. */
    BrokerException toException(String what, String broker, Throwable cause) {
        Matcher difference = INEQUIVALENT.matcher(text);
        if (code == AMQP.PRECONDITION_FAILED && difference.find()) {
            String kind = difference.group(2);
            String name = difference.group(3);
            return new BrokerException(
                    "The " + kind + " '" + name + "' exists on " + broker + " with another '" + difference.group(1)
                            + "': declared here as " + difference.group(3 + 1) + ", there it is " + difference.group(5)
                            + ". Declare it as it is there, or delete it there first (rabbitmqctl delete_queue " + name
                            + ", with the messages in it) so that it is made anew",
                    cause);
        }
        return new BrokerException(what + " was refused by " + broker + ": " + text, cause);
    }
}
