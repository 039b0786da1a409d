package dev.lovage.messaging.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/** Bytes or text as they are: what kombu publishes with no serializer. */
public final class RawSerializer implements Serializer {

    /** {@code application/data}; decodes to bytes. */
    public static final RawSerializer DATA = new RawSerializer("raw", "application/data", "binary");

    /** {@code text/plain}; decodes to a String. */
    public static final RawSerializer TEXT = new RawSerializer("text", "text/plain", "utf-8");

    private final String name;
    private final String contentType;
    private final String contentEncoding;

    private RawSerializer(String name, String contentType, String contentEncoding) {
        this.name = name;
        this.contentType = contentType;
        this.contentEncoding = contentEncoding;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String contentType() {
        return contentType;
    }

    @Override
    public String contentEncoding() {
        return contentEncoding;
    }

    @Override
    public byte[] encode(@Nullable Object data) {
        if (data instanceof byte[] bytes) {
            return bytes;
        }
        if (data instanceof String text) {
            return text.getBytes(UTF_8);
        }
        throw new EncodeException("'" + name + "' takes only bytes and text, not "
                + (data == null ? "null" : data.getClass().getName()));
    }

    @Override
    public @Nullable Object decode(byte[] body) {
        return this == DATA ? body : new String(body, UTF_8);
    }
}
