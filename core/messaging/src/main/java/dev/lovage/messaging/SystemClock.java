package dev.lovage.messaging;

import java.time.Duration;
import java.time.Instant;

/** The one class that reads the machine's time and sleeps. */
enum SystemClock implements Clock {
    INSTANCE;

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void sleep(Duration span) throws InterruptedException {
        Thread.sleep(span.toMillis(), span.toNanosPart() % 1_000_000);
    }
}
