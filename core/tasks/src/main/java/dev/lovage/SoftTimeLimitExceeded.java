package dev.lovage;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A task's soft time limit was reached: it is asked to stop. Thrown once, in the task, which may catch it to clean up; one that it
 * lets go is its failure. Where the task waits it gets an {@link InterruptedException} instead, and if it lets that one go, its
 * failure is this exception all the same.
 */
public final class SoftTimeLimitExceeded extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Duration limit;

    /** @param cause how a waiting task learned of it, if it did so */
    public SoftTimeLimitExceeded(Duration limit, @Nullable Throwable cause) {
        super("The soft time limit of " + seconds(limit) + " s was reached", cause);
        this.limit = limit;
    }

    /** The limit. */
    public Duration limit() {
        return limit;
    }

    private static String seconds(Duration span) {
        String text = String.valueOf(span.toMillis() / 1000.0);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
