package dev.lovage.worker;

import dev.lovage.messaging.Message;
import dev.lovage.messaging.codec.ContentDisallowedException;
import dev.lovage.messaging.codec.DecodeException;
import dev.lovage.messaging.codec.Serializers;
import dev.lovage.wire.MalformedTaskException;
import dev.lovage.wire.TaskHeaders;
import dev.lovage.wire.TaskMessage;
import dev.lovage.wire.WireTime;
import java.time.Instant;
import java.time.ZoneId;

/**
 * Reads of a message what the parent must know of a call.
 *
 * <p>Of protocol 2 these are headers. Protocol 1 has everything in its body: that is decoded here when it is small, for
 * decoding holds up the loop.
 */
final class CallReader {

    static final int MAX_PROTOCOL_1_BYTES = 1 << 20;

    private final Serializers serializers;
    private final ZoneId zone;

    CallReader(Serializers serializers, ZoneId zone) {
        this.serializers = serializers;
        this.zone = zone;
    }

    /** What can be said of any message, however broken. */
    Call unreadable(Message message) {
        String id = TaskHeaders.readableId(message).orElse("");
        Identity identity = Identity.of(id, Recount.integer(message, "retries"), message);
        return Call.unreadable(
                identity,
                message.property("reply_to").orElse(""),
                Boolean.TRUE.equals(message.headers().get("ignore_result")));
    }

    /**
     * The call in a message of an accepted content type.
     *
     * @throws MalformedTaskException when it is no task's
     * @throws DecodeException when its body had to be decoded and can't be
     * @throws ContentDisallowedException when its body had to be decoded and is compressed in a way unknown here
     */
    Call read(Message message) {
        TaskHeaders headers = TaskHeaders.read(message).orElseGet(() -> protocol1(message));
        Identity identity = Identity.of(headers.id(), headers.retries(), message);
        return new Call(
                identity,
                headers.id(),
                headers.task(),
                headers.eta().map(this::moment),
                headers.expires().map(this::moment),
                headers.retries(),
                headers.ignoreResult(),
                headers.group(),
                headers.parentId(),
                message.property("reply_to").orElse(""),
                identity.strikes(),
                headers.timeLimit().soft(),
                headers.timeLimit().hard());
    }

    private TaskHeaders protocol1(Message message) {
        if (message.body().length > MAX_PROTOCOL_1_BYTES) {
            throw new MalformedTaskException(
                    "The message has no 'task' header, and its body of " + message.body().length
                            + " bytes is too large to be read as protocol 1 (" + MAX_PROTOCOL_1_BYTES
                            + " bytes); let the sender use task_protocol 2");
        }
        return TaskMessage.decode(message, serializers).headers();
    }

    private Instant moment(String text) {
        return WireTime.parse(text, zone).toInstant();
    }
}
