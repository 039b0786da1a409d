package dev.lovage.messaging.codec;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * JSON with kombu's typed values: {@code {"__type__": "uuid", "__value__": …}} and so on.
 *
 * <p>Writes what kombu writes, to the byte: ASCII only, {@code ", "} and {@code ": "} between, {@code NaN} and
 * {@code Infinity} bare, floats as Python prints them. A typed {@code decimal} that is no finite number reads as a Double.
 */
public final class JsonSerializer implements Serializer {

    private static final int MAX_NAME_LENGTH = 50_000;

    private final DecodeLimits limits;
    private final JsonFactory factory;

    public JsonSerializer() {
        this(DecodeLimits.defaults());
    }

    public JsonSerializer(DecodeLimits limits) {
        this.limits = limits;
        this.factory = JsonFactory.builder()
                .streamReadConstraints(constraints(limits))
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .build();
    }

    private static StreamReadConstraints constraints(DecodeLimits limits) {
        return StreamReadConstraints.builder()
                .maxDocumentLength(limits.maxBytes())
                .maxStringLength(limits.maxBytes())
                .maxNestingDepth(limits.maxDepth())
                .maxNumberLength(limits.maxNumberLength())
                .maxNameLength(MAX_NAME_LENGTH)
                .build();
    }

    @Override
    public String name() {
        return "json";
    }

    @Override
    public String contentType() {
        return "application/json";
    }

    @Override
    public String contentEncoding() {
        return "utf-8";
    }

    @Override
    public byte[] encode(@Nullable Object data) {
        JsonWriter writer = new JsonWriter(limits.maxDepth());
        writer.write(data);
        return writer.toBytes();
    }

    @Override
    public @Nullable Object decode(byte[] body) {
        checkLength(body);
        try (JsonParser parser = parser(body)) {
            return new JsonReader(parser, limits).document();
        } catch (JacksonException e) {
            throw new DecodeException("JSON", place(e.getLocation()), String.valueOf(e.getOriginalMessage()), e);
        }
    }

    /** A parser over a body with this serializer's limits, for those who need only a part of it. */
    public JsonParser parser(byte[] body) {
        return factory.createParser(ObjectReadContext.empty(), body);
    }

    /** The parser checks the length only when it fetches another block, which for an array it never does. */
    private void checkLength(byte[] body) {
        if (body.length > limits.maxBytes()) {
            throw new DecodeException("JSON", "its end", body.length + " bytes are more than " + limits.maxBytes());
        }
    }

    static String place(@Nullable TokenStreamLocation location) {
        return location == null
                ? "an unknown place"
                : "line " + location.getLineNr() + " column " + location.getColumnNr();
    }
}
