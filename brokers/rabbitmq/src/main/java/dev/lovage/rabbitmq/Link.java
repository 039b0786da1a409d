package dev.lovage.rabbitmq;

import com.rabbitmq.client.ShutdownSignalException;
import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.BrokerUnavailableException;
import dev.lovage.messaging.BrokerUrl;
import dev.lovage.messaging.Clock;
import dev.lovage.rabbitmq.Connector.Opened;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One connection that is made on first use and anew after every loss, for ever, until closed.
 *
 * <p>A thread of its own connects, so that nobody else waits longer than they want to. Thread-safe.
 */
final class Link implements AutoCloseable {

    private static final Duration QUICK = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final String role;
    private final List<BrokerUrl> urls;
    private final Connector connector;
    private final LinkReport report;
    private final Counters counters;
    private final Clock clock;
    private final ThreadFactory threads;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Thread keeper;
    private @Nullable Opened current;
    private String lastFailure = "no answer yet";
    private boolean closed;

    Link(
            String role,
            List<BrokerUrl> urls,
            Connector connector,
            BrokerOptions options,
            LinkReport report,
            Counters counters,
            ThreadFactory threads) {
        this.role = role;
        this.urls = List.copyOf(urls);
        this.connector = connector;
        this.report = report;
        this.counters = counters;
        this.clock = options.clock();
        this.threads = threads;
    }

    /** The URLs without passwords. */
    String describe() {
        return urls.stream().map(BrokerUrl::redacted).collect(Collectors.joining(" ; "));
    }

    /**
     * An open connection, waiting for one if need be.
     *
     * @throws BrokerUnavailableException when there is none in that time, or the link is closed
     */
    Opened await(Duration timeout) {
        long deadline = clock.nanoTime() + timeout.toNanos();
        lock.lock();
        try {
            start();
            while (true) {
                Opened opened = current;
                if (closed) {
                    throw new BrokerUnavailableException("The connection to " + describe() + " was closed here", null);
                }
                if (opened != null && opened.connection().isOpen()) {
                    return opened;
                }
                long left = deadline - clock.nanoTime();
                if (left <= 0) {
                    throw new BrokerUnavailableException(
                            "Cannot reach " + describe() + " (" + lastFailure
                                    + "). Is the broker running there, and may this user connect?",
                            null);
                }
                changed.awaitNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerUnavailableException("Interrupted while waiting for " + describe(), e);
        } finally {
            lock.unlock();
        }
    }

    private void start() {
        if (keeper == null && !closed) {
            keeper = threads.newThread(this::keep);
            keeper.setName("lovage-rabbitmq-" + role + "-link");
            keeper.start();
        }
    }

    private void keep() {
        int failures = 0;
        int turn = 0;
        boolean before = false;
        while (!isClosed()) {
            BrokerUrl url = urls.get(turn % urls.size());
            Duration wait;
            try {
                Opened opened = connector.open(url, role);
                long since = clock.nanoTime();
                if (!up(opened)) {
                    opened.connection().abort();
                    return;
                }
                if (before) {
                    counters.reconnects.increment();
                }
                before = true;
                report.connected(role, url.redacted());
                String reason = awaitLoss(opened);
                failures = 0;
                // Lost at once after it was made: as after a failure, but soon, for that is no broker that is down.
                wait = clock.nanoTime() - since < Duration.ofSeconds(1).toNanos()
                        ? jittered(Duration.ofSeconds(1))
                        : QUICK;
                failed(url, reason, wait);
            } catch (IOException | TimeoutException | RuntimeException e) {
                wait = backOff(failures++ / urls.size());
                failed(url, Connector.reason(e), wait);
            }
            turn++;
            rest(wait);
        }
    }

    private boolean up(Opened opened) {
        opened.connection().addShutdownListener(cause -> wake());
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            current = opened;
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private String awaitLoss(Opened opened) {
        lock.lock();
        try {
            while (!closed && opened.connection().isOpen()) {
                changed.awaitUninterruptibly();
            }
            current = null;
        } finally {
            lock.unlock();
        }
        ShutdownSignalException cause = opened.connection().getCloseReason();
        return cause == null ? "closed" : Refusal.text(cause);
    }

    private void failed(BrokerUrl url, String reason, Duration retryIn) {
        lock.lock();
        try {
            lastFailure = reason;
            if (closed) {
                return;
            }
        } finally {
            lock.unlock();
        }
        report.unavailable(role, url.redacted(), reason, retryIn);
    }

    private void rest(Duration span) {
        long deadline = clock.nanoTime() + span.toNanos();
        lock.lock();
        try {
            long left = span.toNanos();
            while (!closed && left > 0) {
                changed.awaitNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
                left = deadline - clock.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** A second more each round, so that a restart of the broker, some tens of seconds, is not slept over. */
    private static Duration backOff(int round) {
        if (round == 0) {
            return QUICK;
        }
        return jittered(Duration.ofSeconds(Math.min(round, LONGEST.toSeconds())));
    }

    /** Between half of it (though a second at least) and all of it, so that many clients don't come back in step. */
    private static Duration jittered(Duration span) {
        long least = Math.min(span.toMillis(), Math.max(1000, span.toMillis() / 2));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(least, span.toMillis() + 1));
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        Opened last;
        lock.lock();
        try {
            closed = true;
            last = current;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (last != null) {
            last.connection().abort(2000);
        }
    }
}
