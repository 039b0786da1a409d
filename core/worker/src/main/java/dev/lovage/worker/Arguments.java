package dev.lovage.worker;

import dev.lovage.messaging.LovageException;
import dev.lovage.messaging.Message;
import dev.lovage.messaging.codec.Serializers;
import dev.lovage.wire.TaskMessage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a call for {@code result_extended}: decoded when the body is small, as the message prints them when not,
 * for decoding holds up the loop.
 */
final class Arguments {

    private static final int MAX_BYTES = 64 * 1024;

    private final Serializers serializers;

    Arguments(Serializers serializers) {
        this.serializers = serializers;
    }

    void addTo(Map<String, @Nullable Object> extended, Message message) {
        if (message.body().length <= MAX_BYTES && !message.headers().containsKey("compression")) {
            try {
                TaskMessage call = TaskMessage.decode(message, serializers);
                extended.put("args", call.args());
                extended.put("kwargs", call.kwargs());
                return;
            } catch (LovageException e) {
                // What can't be decoded is told as its sender printed it.
            }
        }
        extended.put("args", message.header("argsrepr").orElse(""));
        extended.put("kwargs", message.header("kwargsrepr").orElse(""));
    }
}
