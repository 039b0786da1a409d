package dev.lovage.wire;

import org.jspecify.annotations.Nullable;

final class PyReprPrinter {
    private PyReprPrinter() {}

    static String print(@Nullable Object data, boolean tuple) {
        return String.valueOf(data);
    }
}
