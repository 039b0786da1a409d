package dev.lovage.wire;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Prints plain data as Python does, cut as Celery cuts it: for {@code argsrepr}, {@code kwargsrepr} and events.
 *
 * <p>About 1024 characters at most, and lists and maps from the fourth level on as {@code [...]} and {@code {...}}.
 */
public final class PyRepr {

    private PyRepr() {}

    /** {@code {'x': 1, 'y': [None, True]}}. */
    public static String of(@Nullable Object data) {
        return PyReprPrinter.print(data, false);
    }

    /** Positional arguments as a tuple: {@code (2, 2)}, {@code (1,)}, {@code ()}. */
    public static String tuple(List<? extends @Nullable Object> args) {
        return PyReprPrinter.print(args, true);
    }

    /** Arguments by name: {@code {'x': 2}}. */
    public static String kwargs(Map<String, ? extends @Nullable Object> kwargs) {
        return PyReprPrinter.print(kwargs, false);
    }
}
