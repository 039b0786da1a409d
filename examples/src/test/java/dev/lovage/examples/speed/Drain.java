package dev.lovage.examples.speed;

import dev.lovage.Lovage;
import dev.lovage.Signature;
import dev.lovage.messaging.Clock;
import dev.lovage.messaging.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Fills a queue, and measures how fast it drains. */
final class Drain {

    private static final String QUEUE = "celery";

    private final Clock clock = Clock.system();
    private final Topology topology;

    Drain(Topology topology) {
        this.topology = topology;
    }

    /** Sends that many calls of a task. */
    void fill(Lovage app, String task, int count) {
        List<Signature<Object>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(app.signature(task));
            if (calls.size() == 2000 || i == count - 1) {
                app.sendAll(calls);
                calls.clear();
            }
        }
    }

    /** Tasks a second in the second half of what was in the queue, without the last tenth: workers are warm by then. */
    double rate(int count) throws InterruptedException {
        long from = awaitAtMost(count / 2);
        long to = awaitAtMost(count / 10);
        double rate = count * 0.4 / ((to - from) / 1e9);
        awaitAtMost(0);
        return rate;
    }

    private long awaitAtMost(int size) throws InterruptedException {
        long deadline = clock.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (topology.size(QUEUE) > size) {
            if (clock.nanoTime() - deadline > 0) {
                throw new AssertionError("The queue does not drain below " + size);
            }
            clock.sleep(Duration.ofMillis(5));
        }
        return clock.nanoTime();
    }
}
