package dev.lovage.wire;

import static java.util.Objects.requireNonNull;

import dev.lovage.messaging.Message;
import dev.lovage.messaging.codec.Serializers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The wire form of one call: Celery's protocol 2, and protocol 1 where it was read.
 *
 * <p>Immutable by agreement: nested plain data is shared. Unknown headers and properties are kept and passed on.
 *
 * @param protocol 2, or 1 when it was read from such a message; always written as 2
 * @param headers what stands outside the body
 * @param args positional arguments, plain data
 * @param kwargs arguments by name, plain data
 */
public record TaskMessage(
        int protocol,
        TaskHeaders headers,
        List<@Nullable Object> args,
        Map<String, @Nullable Object> kwargs,
        Embed embed,
        TaskProperties properties) {

    public TaskMessage {
        requireNonNull(headers, "headers");
        args = Collections.unmodifiableList(new ArrayList<>(args));
        kwargs = Collections.unmodifiableMap(new LinkedHashMap<>(kwargs));
        requireNonNull(embed, "embed");
        requireNonNull(properties, "properties");
    }

    /** A call of the task of that name. */
    public static TaskMessageBuilder builder(String id, String task) {
        return new TaskMessageBuilder(id, task);
    }

    /** A builder that starts from this message. */
    public TaskMessageBuilder toBuilder() {
        return new TaskMessageBuilder(this);
    }

    public String id() {
        return headers.id();
    }

    public String task() {
        return headers.task();
    }

    /** Where {@code rpc://} results go. */
    public Optional<String> replyTo() {
        return properties.replyTo();
    }

    /**
     * The message as Celery writes it, protocol 2.
     *
     * @throws dev.lovage.messaging.codec.ContentDisallowedException for an unknown serializer or compression
     * @throws dev.lovage.messaging.codec.EncodeException for an argument that has no form in that serialization
     */
    public Message encode(Serializers serializers) {
        return new TaskEncoder(serializers).encode(this);
    }

    /**
     * Reads a message of protocol 1 or 2, or protocol 2 headers with a protocol 1 body. Missing keys are fine.
     *
     * @throws dev.lovage.messaging.codec.ContentDisallowedException for a content type that is not accepted
     * @throws dev.lovage.messaging.codec.DecodeException for a body that can't be decoded within the limits
     * @throws MalformedTaskException for a body that is no task's
     */
    public static TaskMessage decode(Message message, Serializers serializers) {
        return new TaskDecoder(serializers).decode(message);
    }
}
