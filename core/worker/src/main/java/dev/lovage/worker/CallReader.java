package dev.lovage.worker;

import dev.lovage.messaging.Message;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads from a message's headers what the parent must know of a call. */
final class CallReader {

    /** Says what is wrong with a message that is no task's. */
    static final class InvalidCallException extends Exception {

        private static final long serialVersionUID = 1L;

        InvalidCallException(String message) {
            super(message);
        }
    }

    private final ZoneId zone;

    CallReader(ZoneId zone) {
        this.zone = zone;
    }

    /** What can be said of any message, however broken. */
    Identity identity(Message message) {
        String id = message.header("id").or(() -> message.property("correlation_id")).orElse("");
        return Identity.of(id, integer(message.headers().get("retries")), strikes(message), message);
    }

    Call unreadable(Message message, Identity identity) {
        return Call.unreadable(identity, message.property("reply_to").orElse(""),
                Boolean.TRUE.equals(message.headers().get("ignore_result")));
    }

    Call read(Message message, Identity identity) throws InvalidCallException {
        String name = required(message, "task");
        String id = required(message, "id");
        List<?> limits = message.headers().get("timelimit") instanceof List<?> list ? list : List.of();
        return new Call(
                identity.withId(id),
                id,
                name,
                time(message, "eta"),
                time(message, "expires"),
                identity.retries(),
                Boolean.TRUE.equals(message.headers().get("ignore_result")),
                message.header("group"),
                message.header("parent_id"),
                message.property("reply_to").orElse(""),
                identity.strikes(),
                seconds(limits, 1),
                seconds(limits, 0));
    }

    static int strikes(Message message) {
        return Math.max(0, integer(message.headers().get(Recount.HEADER)));
    }

    private static String required(Message message, String header) throws InvalidCallException {
        Object value = message.headers().get(header);
        if (value instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw new InvalidCallException(value == null
                ? "The message has no header '" + header + "'"
                : "The header '" + header + "' is no text");
    }

    private Optional<Instant> time(Message message, String header) throws InvalidCallException {
        Object value = message.headers().get(header);
        if (value == null) {
            return Optional.empty();
        }
        try {
            String text = (String) value;
            return Optional.of(
                    text.matches(".*(Z|[+-]\\d\\d:?\\d\\d)$")
                            ? OffsetDateTime.parse(text).toInstant()
                            : LocalDateTime.parse(text).atZone(zone).toInstant());
        } catch (ClassCastException | DateTimeException e) {
            throw new InvalidCallException("The header '" + header + "' is no ISO 8601 time");
        }
    }

    private static Optional<Duration> seconds(List<?> limits, int index) {
        return index < limits.size() && limits.get(index) instanceof Number number && number.doubleValue() > 0
                ? Optional.of(Duration.ofMillis((long) (Math.min(number.doubleValue(), 1e9) * 1000)))
                : Optional.empty();
    }

    private static int integer(@Nullable Object value) {
        return value instanceof Number number ? number.intValue() : 0;
    }
}
