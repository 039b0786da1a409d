package dev.lovage.messaging.codec;

import org.jspecify.annotations.Nullable;

/**
 * Turns plain data into bytes and back, under a name and a content type. Thread-safe.
 *
 * <p>Every decode is bounded: hostile bytes end in a {@link DecodeException}, never in exhausted memory or stack.
 */
public interface Serializer {

    /** As users write it in {@code task_serializer}: {@code json}. */
    String name();

    /** As it stands in messages, compared exactly: {@code application/json}. */
    String contentType();

    /** {@code utf-8} for text, {@code binary} otherwise. */
    String contentEncoding();

    /**
     * Writes plain data. Any whole-number type, Float and any Collection are taken too.
     *
     * @throws EncodeException for a value that has no form here; the message names its type and place
     */
    byte[] encode(@Nullable Object data);

    /**
     * Reads plain data.
     *
     * @throws DecodeException when the bytes are no such thing, or too much of it
     */
    @Nullable
    Object decode(byte[] body);
}
