package dev.lovage.jdbc;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * How to use a SQLite file.
 *
 * @param durability the transport option {@code synchronous}
 * @param busyTimeout how long to wait for other processes' transactions before giving up ({@code busy_timeout}, in seconds)
 */
record SqliteOptions(Durability durability, Duration busyTimeout) {

    /** What a confirmed message outlives. */
    enum Durability {
        /**
         * Every process, killed in whatever way: what was committed lies in the operating system's file cache by then. A
         * power failure or a crash of the system itself may take the last commits, never the file's integrity. The default,
         * as it is Redis's: waiting for the disk at each commit makes a small task a hundred times as dear.
         */
        NORMAL,
        /** Power failures too: each commit waits for the disk. */
        FULL
    }

    SqliteOptions {
        requireNonNull(durability, "durability");
        if (busyTimeout.isNegative() || busyTimeout.isZero()) {
            throw new IllegalArgumentException(
                    "The transport option busy_timeout must be above 0, was " + busyTimeout.toMillis() / 1000.0 + " s");
        }
    }

    static SqliteOptions of(Map<String, Object> transportOptions) {
        String durability = String.valueOf(transportOptions.getOrDefault("synchronous", "normal"));
        return new SqliteOptions(
                durability(durability), Options.seconds(transportOptions, "busy_timeout", Duration.ofSeconds(5)));
    }

    private static Durability durability(String name) {
        try {
            return Durability.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The transport option synchronous must be 'normal' or 'full', was '" + name + "'");
        }
    }
}
