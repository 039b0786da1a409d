package dev.lovage.worker.pool;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What a child printed last before it was ready, to say why it never was. Thread-safe. */
final class LastWords {

    private static final int LINES = 4;
    private static final int LENGTH = 300;
    /** The output of a child is its own processes' too: its end may be long in coming. */
    private static final Duration PATIENCE = Duration.ofMillis(300);

    private final Deque<String> lines = new ArrayDeque<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    synchronized void add(String line) {
        lines.addLast(line.length() > LENGTH ? line.substring(0, LENGTH) + " …" : line);
        if (lines.size() > LINES) {
            lines.removeFirst();
        }
    }

    /** No more will come. */
    void ended() {
        end.complete(null);
    }

    /** Completes when all has been heard, or soon. */
    CompletableFuture<Void> heard() {
        return end.copy().completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** As an addition to a sentence; empty if nothing was said. */
    synchronized String quoted() {
        return lines.isEmpty() ? "" : ". It said: " + String.join(" / ", lines);
    }
}
