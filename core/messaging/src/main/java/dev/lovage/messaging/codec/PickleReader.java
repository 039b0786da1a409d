package dev.lovage.messaging.codec;

import org.jspecify.annotations.Nullable;

final class PickleReader {
    PickleReader(byte[] body, DecodeLimits limits) {}

    @Nullable Object document() {
        throw new UnsupportedOperationException();
    }
}
