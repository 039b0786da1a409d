package dev.lovage.messaging.codec;

import org.jspecify.annotations.Nullable;

final class PickleWriter {
    PickleWriter(int maxDepth) {}

    byte[] document(@Nullable Object data) {
        throw new UnsupportedOperationException();
    }
}
