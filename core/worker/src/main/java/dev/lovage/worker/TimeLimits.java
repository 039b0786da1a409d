package dev.lovage.worker;

import dev.lovage.wire.ExceptionMeta;
import dev.lovage.wire.PyRepr;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/** What is told of a task that reached its hard limit, whichever pool ended it. */
public final class TimeLimits {

    private TimeLimits() {}

    /**
     * The failure, as Celery stores it.
     *
     * @param runtime how long the task ran
     */
    public static Outcome exceeded(Duration hardLimit, Duration runtime) {
        ExceptionMeta meta = new ExceptionMeta("TimeLimitExceeded", List.of(number(hardLimit)), "billiard.exceptions");
        String said = meta.type() + PyRepr.tuple(meta.message());
        return new Outcome.Failed(
                meta.encode(),
                said,
                meta.module() + "." + meta.type() + ": " + said + "\n",
                Outcome.Cause.TIME_LIMIT,
                List.of(),
                List.of(),
                runtime);
    }

    /** A span in seconds, for people: {@code 5}, {@code 0.25}. */
    public static String seconds(Duration span) {
        return BigDecimal.valueOf(span.toNanos(), 9).stripTrailingZeros().toPlainString();
    }

    private static Number number(Duration span) {
        return span.getNano() == 0 ? (Number) span.toSeconds() : (Number) (span.toNanos() / 1e9);
    }
}
