package dev.lovage.worker;

import dev.lovage.messaging.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the log says of tasks, in Celery's words. Belongs to the loop. */
final class TaskLog {

    private static final Logger TASKS = LoggerFactory.getLogger("lovage.worker.strategy");
    private static final Logger TRACE = LoggerFactory.getLogger("lovage.app.trace");
    private static final Logger WORKER = LoggerFactory.getLogger("lovage.worker");

    private static final int VALUE = 128;
    private static final int NAME = 200;
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final Clock clock;
    private final Map<String, Noise> noises = new HashMap<>();

    private static final class Noise {
        private long since;
        private long unsaid;
    }

    TaskLog(Clock clock) {
        this.clock = clock;
    }

    void received(Call call) {
        if (TASKS.isInfoEnabled()) {
            TASKS.info("Task {} received", label(call));
        }
    }

    void succeeded(Call call, Outcome.Succeeded outcome) {
        if (TRACE.isInfoEnabled()) {
            TRACE.info(
                    "Task {} succeeded in {}s: {}",
                    label(call),
                    seconds(outcome.runtime()),
                    Text.value(outcome.value(), VALUE));
        }
    }

    void failed(Call call, Outcome.Failed outcome) {
        TRACE.error(
                "Task {} raised unexpected: {}\n{}",
                label(call),
                Text.line(outcome.summary(), 1000),
                outcome.traceback());
    }

    void ignored(Call call) {
        TRACE.info("Task {} ignored", label(call));
    }

    void rejected(Call call, Outcome.Rejected outcome) {
        TRACE.info(
                "Task {} rejected{}: {}",
                label(call),
                outcome.requeue() ? ", to be delivered again" : "",
                Text.line(outcome.reason(), 1000));
    }

    void expired(Call call) {
        TASKS.info("Discarding revoked task: {} (expired)", label(call));
    }

    void lost(Call call, Outcome.Lost outcome, String consequence) {
        WORKER.error(
                "Task {}: Worker exited prematurely: {}; {}", label(call), Text.line(outcome.how(), 500), consequence);
    }

    void buried(Call call, String queue, DeathCause cause) {
        if (speak("dead " + cause.reason())) {
            WORKER.error(
                    "Message {} from queue '{}' moved to '{}' ({}): {}{}",
                    label(call),
                    queue,
                    DeadQueue.NAME,
                    cause.reason(),
                    Text.line(cause.detail(), 500),
                    unsaid("dead " + cause.reason()));
        }
    }

    void troubled(String what, int times, Throwable why) {
        String key = "trouble " + what;
        if (speak(key)) {
            WORKER.warn("{} failed (try {}), trying again: {}{}", what, times, why, unsaid(key));
        }
    }

    /** Something about how the worker is set up. */
    void advice(String what) {
        WORKER.warn(what);
    }

    void degraded(String reason) {
        WORKER.error("The pool can't start its slots: {}. Trying on.", reason);
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
