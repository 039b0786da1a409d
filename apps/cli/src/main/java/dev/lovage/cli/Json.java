package dev.lovage.cli;

import dev.lovage.messaging.codec.Serializer;
import dev.lovage.messaging.codec.Serializers;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The JSON of messages: with kombu's typed values for what JSON has no form for. */
final class Json {

    private static final Serializer JSON = Serializers.standard().byName("json");

    private Json() {}

    static String write(@Nullable Object data) {
        return new String(JSON.encode(data), StandardCharsets.UTF_8);
    }

    /** Reads JSON text; throws {@link dev.lovage.messaging.codec.DecodeException} when it is none. */
    static @Nullable Object read(String text) {
        return JSON.decode(text.getBytes(StandardCharsets.UTF_8));
    }
}
