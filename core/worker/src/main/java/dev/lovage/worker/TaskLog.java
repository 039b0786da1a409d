package dev.lovage.worker;

import dev.lovage.messaging.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** What the log says of tasks, in Celery's words. Belongs to the loop. */
final class TaskLog {

    private static final Logger TASKS = LoggerFactory.getLogger("lovage.worker.strategy");
    private static final Logger TRACE = LoggerFactory.getLogger("lovage.app.trace");
    private static final Logger WORKER = LoggerFactory.getLogger("lovage.worker");

    private static final int VALUE = 128;
    private static final int NAME = 200;
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final Clock clock;
    private final TaskNews news;
    private final Map<String, Noise> noises = new HashMap<>();

    private static final class Noise {
        private long since;
        private long unsaid;
    }

    TaskLog(Clock clock) {
        this(clock, new TaskNews(new Listeners(List.of())));
    }

    /** A log beside which {@code news} go out. */
    TaskLog(Clock clock, TaskNews news) {
        this.clock = clock;
        this.news = news;
    }

    /** Tells listeners what the log says. */
    TaskNews news() {
        return news;
    }

    void received(Reservation of) {
        news.received(of.call());
        if (TASKS.isInfoEnabled()) {
            about(TASKS.atInfo(), of).log("Task {} received", label(of.call()));
        }
    }

    void succeeded(Reservation of, Outcome.Succeeded outcome) {
        if (TRACE.isInfoEnabled()) {
            about(TRACE.atInfo(), of)
                    .log(
                            "Task {} succeeded in {}s: {}",
                            label(of.call()),
                            seconds(outcome.runtime()),
                            Text.value(outcome.value(), VALUE));
        }
    }

    void failed(Reservation of, Outcome.Failed outcome) {
        about(TRACE.atError(), of)
                .log(
                        "Task {} raised unexpected: {}\n{}",
                        label(of.call()),
                        Text.line(outcome.summary(), 1000),
                        outcome.traceback());
    }

    void ignored(Reservation of) {
        about(TRACE.atInfo(), of).log("Task {} ignored", label(of.call()));
    }

    void rejected(Reservation of, Outcome.Rejected outcome) {
        about(TRACE.atInfo(), of)
                .log(
                        "Task {} rejected{}: {}",
                        label(of.call()),
                        outcome.requeue() ? ", to be delivered again" : "",
                        Text.line(outcome.reason(), 1000));
    }

    void expired(Reservation of) {
        news.expired(of.call());
        about(TASKS.atInfo(), of).log("Discarding revoked task: {} (expired)", label(of.call()));
    }

    void lost(Reservation of, Outcome.Lost outcome, String consequence) {
        about(WORKER.atError(), of)
                .log(
                        "Task {}: Worker exited prematurely: {}; {}",
                        label(of.call()),
                        Text.line(outcome.how(), 500),
                        consequence);
    }

    void cancelled(Reservation of, Outcome.Cancelled outcome) {
        about(WORKER.atWarn(), of).log("Task {} was ended: {}", label(of.call()), outcome.why());
    }

    /** Its run ended, but its message is not ours any more. */
    void unclaimed(Reservation of) {
        if (speak("unclaimed")) {
            about(WORKER.atWarn(), of)
                    .log(
                            "Task {} has run, but its message was taken back by the broker, as the connection or the lease was lost meanwhile:"
                                    + " what came of it counts if the message comes here again; if not, another worker runs it{}",
                            label(of.call()),
                            unsaid("unclaimed"));
        }
    }

    void buried(Reservation of, String queue, DeathCause cause) {
        if (speak("dead " + cause.reason())) {
            about(WORKER.atError(), of)
                    .log(
                            "Message {} from queue '{}' moved to '{}' ({}): {}{}",
                            label(of.call()),
                            queue,
                            DeadQueue.NAME,
                            cause.reason(),
                            Text.line(cause.detail(), 500),
                            unsaid("dead " + cause.reason()));
        }
    }

    void troubled(Reservation of, String what, int times, Throwable why) {
        String key = "trouble " + what;
        if (speak(key)) {
            about(WORKER.atWarn(), of).log("{} failed (try {}), trying again: {}{}", what, times, why, unsaid(key));
        }
    }

    /** Something about how the worker is set up. */
    void advice(String what) {
        WORKER.warn(what);
    }

    void degraded(String reason) {
        WORKER.error(
                "Taking no messages until the pool can run tasks again, and giving back those not begun: {}", reason);
    }

    void recovered() {
        WORKER.warn("The pool can run tasks again: taking messages");
    }

    private static LoggingEventBuilder about(LoggingEventBuilder line, Reservation of) {
        Call call = of.call();
        return TaskFields.about(line, call.id(), call.name(), of.origin().queue());
    }

    private static String label(Call call) {
        return Text.line(call.name(), NAME) + "[" + Text.line(call.id(), NAME) + "]";
    }

    private static String seconds(Duration span) {
        return String.format(Locale.ROOT, "%.6f", span.toNanos() / 1e9);
    }

    /** Whether a line of that kind may be written: one in ten seconds. */
    private boolean speak(String kind) {
        long now = clock.nanoTime();
        Noise noise = noises.get(kind);
        if (noise != null && now - noise.since < QUIET.toNanos()) {
            noise.unsaid++;
            return false;
        }
        noises.computeIfAbsent(kind, k -> new Noise()).since = now;
        return true;
    }

    private String unsaid(String kind) {
        Noise noise = noises.computeIfAbsent(kind, k -> new Noise());
        String text = noise.unsaid == 0 ? "" : " (and " + noise.unsaid + " more like it since the last such line)";
        noise.unsaid = 0;
        return text;
    }
}
