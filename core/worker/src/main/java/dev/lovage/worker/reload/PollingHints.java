package dev.lovage.worker.reload;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Where the operating system gives no hints: one had better look every now and then. */
final class PollingHints implements Hints {

    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public void watch(Snapshot snapshot) {}

    @Override
    public boolean await(Duration atMost) throws InterruptedException {
        if (closed.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new InterruptedException("closed");
        }
        return false;
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
