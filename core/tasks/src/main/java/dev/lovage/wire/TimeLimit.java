package dev.lovage.wire;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The two time limits of a call, on the wire {@code [hard, soft]} in seconds.
 *
 * @param hard after which the task is made to stop
 * @param soft after which the task is asked to stop
 */
public record TimeLimit(Optional<Duration> hard, Optional<Duration> soft) {

    /** No limits in the message. */
    public static final TimeLimit NONE = new TimeLimit(Optional.empty(), Optional.empty());

    private static final double LONGEST = Integer.MAX_VALUE;

    static TimeLimit read(@Nullable Object wire) {
        if (wire == null) {
            return NONE;
        }
        if (!(wire instanceof List<?> pair) || pair.size() != 2) {
            throw new MalformedTaskException("'timelimit' is not a list of two, [hard, soft]");
        }
        return new TimeLimit(seconds(pair.get(0)), seconds(pair.get(1)));
    }

    List<@Nullable Object> toWire() {
        List<@Nullable Object> pair = new ArrayList<>(2);
        pair.add(hard.map(TimeLimit::number).orElse(null));
        pair.add(soft.map(TimeLimit::number).orElse(null));
        return pair;
    }

    /** A limit of zero or less is none, as in Celery. */
    private static Optional<Duration> seconds(@Nullable Object wire) {
        if (wire == null) {
            return Optional.empty();
        }
        if (!(wire instanceof Number number)) {
            throw new MalformedTaskException("'timelimit' has something that is not a number of seconds");
        }
        double seconds = number.doubleValue();
        if (!(seconds > 0)) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofNanos((long) (Math.min(seconds, LONGEST) * 1e9)));
    }

    private static Object number(Duration limit) {
        return limit.getNano() == 0
                ? (Object) Math.toIntExact(limit.toSeconds())
                : BigDecimal.valueOf(limit.toNanos(), 9).doubleValue();
    }
}
