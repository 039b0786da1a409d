package dev.lovage.messaging.codec;

import org.jspecify.annotations.Nullable;

/**
 * Python's pickle for plain data only: reads protocols 0 to 5, writes protocol 4.
 *
 * <p>No class is ever looked up or called: of all globals only datetime, date, time, timezone, Decimal, UUID, set,
 * frozenset, bytes, bytearray and OrderedDict are known, each with a reading of our own; any other ends in a
 * {@link DecodeException} that names it. Tuples and sets read as lists.
 */
public final class PickleSerializer implements Serializer {

    private final DecodeLimits limits;

    public PickleSerializer() {
        this(DecodeLimits.defaults());
    }

    public PickleSerializer(DecodeLimits limits) {
        this.limits = limits;
    }

    @Override
    public String name() {
        return "pickle";
    }

    @Override
    public String contentType() {
        return "application/x-python-serialize";
    }

    @Override
    public String contentEncoding() {
        return "binary";
    }

    @Override
    public byte[] encode(@Nullable Object data) {
        PickleWriter writer = new PickleWriter(limits.maxDepth());
        return writer.document(data);
    }

    @Override
    public @Nullable Object decode(byte[] body) {
        return new PickleReader(body, limits).document();
    }
}
