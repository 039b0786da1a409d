package dev.lovage.worker.weave;

import java.util.OptionalInt;

/**
 * What woven classes call to end the process: remembers the exit code, which the JDK tells nobody, for the case that exit hooks take
 * too long and the process is ended by other means. Thread-safe.
 */
public final class Exits {

    private static volatile OptionalInt asked = OptionalInt.empty();

    private Exits() {}

    /** In place of {@code System.exit}. */
    public static void exit(int code) {
        exit(Runtime.getRuntime(), code);
    }

    /** In place of {@code Runtime.exit}. */
    public static void exit(Runtime runtime, int code) {
        if (asked.isEmpty()) {
            asked = OptionalInt.of(code);
        }
        runtime.exit(code);
    }

    /** The code that was asked for first; empty when that was not asked by a woven class. */
    public static OptionalInt asked() {
        return asked;
    }
}
