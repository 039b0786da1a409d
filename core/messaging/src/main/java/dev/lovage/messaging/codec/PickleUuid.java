package dev.lovage.messaging.codec;

import java.math.BigInteger;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A UUID that is made before its number is known; replaced by the real one at the end. */
final class PickleUuid {

    private @Nullable UUID value;

    void state(@Nullable Object state) {
        if (!(state instanceof Map<?, ?> map) || !(map.get("int") instanceof Number number)) {
            throw new IllegalArgumentException("a UUID without its number");
        }
        BigInteger whole = number instanceof BigInteger big ? big : BigInteger.valueOf(number.longValue());
        if (whole.signum() < 0 || whole.bitLength() > 128) {
            throw new IllegalArgumentException("a UUID of more than 128 bits");
        }
        value = new UUID(whole.shiftRight(64).longValue(), whole.longValue());
    }

    UUID value() {
        if (value == null) {
            throw new IllegalArgumentException("a UUID without its number");
        }
        return value;
    }
}
