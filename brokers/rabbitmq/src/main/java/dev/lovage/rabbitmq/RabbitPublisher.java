package dev.lovage.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.ShutdownSignalException;
import dev.lovage.messaging.BrokerException;
import dev.lovage.messaging.BrokerOptions;
import dev.lovage.messaging.BrokerUnavailableException;
import dev.lovage.messaging.Clock;
import dev.lovage.messaging.Publication;
import dev.lovage.messaging.Publisher;
import dev.lovage.rabbitmq.Connector.Opened;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes with confirms, many at a time, on a connection of its own.
 *
 * <p>One thread owns the channel and writes what others queue. Each message is kept until the broker confirmed it; what
 * was unconfirmed when the connection broke is written again on the next one. A timer ends what takes too long: the
 * writer itself may hang in the socket while the broker is out of memory.
 *
 * <p>When the broker closes the channel over one message it does not say over which. Those that were outstanding are then
 * written one by one, so that each is written at most once more and the guilty one is found.
 */
final class RabbitPublisher implements Publisher, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RabbitPublisher.class);
    private static final int BATCH = 256;

    private final Link link;
    private final LinkReport report;
    private final Clock clock;
    private final Duration timeout;
    private final PublishErrors errors;
    private final ScheduledExecutorService timer;
    private final ThreadFactory threads;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final ArrayDeque<PendingPublish> waiting = new ArrayDeque<>();
    private @Nullable PublishSession session;
    private @Nullable Thread writer;
    private @Nullable Future<?> sweeping;
    private boolean closed;

    RabbitPublisher(
            Link link,
            LinkReport report,
            BrokerOptions options,
            ScheduledExecutorService timer,
            ThreadFactory threads) {
        this.link = link;
        this.report = report;
        this.clock = options.clock();
        this.timeout = options.publishTimeout();
        this.errors = new PublishErrors(link.describe(), timeout);
        this.timer = timer;
        this.threads = threads;
    }

    @Override
    public CompletionStage<Void> publish(Publication publication) {
        PendingPublish pending;
        try {
            AmqpMessages.shortText("exchange", publication.exchange());
            AmqpMessages.shortText("routing key", publication.routingKey());
            BasicProperties properties = AmqpMessages.properties(publication.message());
            pending = new PendingPublish(publication, properties, clock.nanoTime() + timeout.toNanos());
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(errors.notCarried(e));
        }
        lock.lock();
        try {
            if (closed) {
                return CompletableFuture.failedFuture(errors.closed(publication));
            }
            waiting.add(pending);
            start();
            sweepLater();
            work.signal();
        } finally {
            lock.unlock();
        }
        return pending.stage;
    }

    private void start() {
        if (writer == null) {
            writer = threads.newThread(this::write);
            writer.setName("lovage-rabbitmq-publisher");
            writer.start();
        }
    }

    private void write() {
        while (awaitWork()) {
            try {
                PublishSession open = openSession();
                List<PendingPublish> batch = next(open);
                if (!batch.isEmpty()) {
                    open.write(batch);
                }
            } catch (BrokerUnavailableException e) {
                LOG.debug("Still no connection to publish on", e);
            } catch (IOException | AlreadyClosedException e) {
                LOG.debug("Publishing was interrupted", e);
                endSession(e);
            } catch (RuntimeException e) {
                LOG.warn("The channel for publishing is made anew after an unexpected failure", e);
                endSession(e);
            }
        }
    }

    /** Waits until there is something to write and somewhere to write it, or the session died; false at the end. */
    private boolean awaitWork() {
        lock.lock();
        try {
            while (!closed && !dead(session) && !writable()) {
                work.awaitUninterruptibly();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private static boolean dead(@Nullable PublishSession session) {
        return session != null && !session.isOpen();
    }

    private boolean writable() {
        PendingPublish first = waiting.peek();
        return first != null && (session == null || session.takes(first));
    }

    private List<PendingPublish> next(PublishSession open) {
        List<PendingPublish> batch = new ArrayList<>();
        lock.lock();
        try {
            while (batch.size() < BATCH && writable()) {
                PendingPublish pending = waiting.remove();
                if (pending.stage.isDone()) {
                    continue;
                }
                open.register(pending);
                batch.add(pending);
            }
        } finally {
            lock.unlock();
        }
        return batch;
    }

    private PublishSession openSession() throws IOException {
        PublishSession open = session;
        if (open != null && open.isOpen()) {
            return open;
        }
        if (open != null) {
            endSession(open.closeReason());
        }
        Opened opened = link.await(Duration.ofSeconds(1));
        PublishSession fresh =
                new PublishSession(opened, lock, this::wake, report, link.describe(), errors);
        lock.lock();
        try {
            session = fresh;
        } finally {
            lock.unlock();
        }
        return fresh;
    }

    /** Puts back what its session did not get confirmed, or fails what the broker refused. For the writer's thread. */
    private void endSession(@Nullable Throwable cause) {
        Optional<BrokerException> verdict = Optional.empty();
        PendingPublish guilty = null;
        PublishSession ended;
        lock.lock();
        try {
            ended = session;
            if (ended == null) {
                return;
            }
            session = null;
            ShutdownSignalException reason = ended.closeReason();
            // A failure on our side, before the broker saw it, is as telling as the broker's refusal.
            boolean overOneMessage = reason == null || Refusal.ofChannel(reason).isPresent();
            if (overOneMessage && ended.outstanding().size() == 1) {
                guilty = ended.outstanding().pollFirstEntry().getValue();
                verdict = Optional.of(verdict(guilty.publication, reason, cause));
            }
            for (PendingPublish pending : ended.outstanding().descendingMap().values()) {
                pending.suspect |= overOneMessage;
                waiting.addFirst(pending);
            }
            ended.outstanding().clear();
        } finally {
            lock.unlock();
        }
        ended.abandon();
        if (guilty != null) {
            guilty.stage.completeExceptionally(verdict.orElseThrow());
        }
    }

    private BrokerException verdict(
            Publication publication, @Nullable ShutdownSignalException reason, @Nullable Throwable cause) {
        if (reason != null) {
            return errors.refused(publication, Refusal.of(reason), reason);
        }
        return errors.notCarried(cause == null ? new IllegalStateException("the channel failed") : cause);
    }

    private void sweepLater() {
        if (sweeping != null || closed) {
            return;
        }
        long left = Math.min(firstDeadline() - clock.nanoTime(), TimeUnit.SECONDS.toNanos(1));
        sweeping = timer.schedule(this::sweep, Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)), TimeUnit.NANOSECONDS);
    }

    private long firstDeadline() {
        long now = clock.nanoTime();
        long left = timeout.toNanos();
        if (!waiting.isEmpty()) {
            left = Math.min(left, waiting.element().deadline - now);
        }
        if (session != null && !session.outstanding().isEmpty()) {
            left = Math.min(left, session.outstanding().firstEntry().getValue().deadline - now);
        }
        return now + left;
    }

    private void sweep() {
        List<PendingPublish> late = new ArrayList<>();
        String blockedBy;
        lock.lock();
        try {
            sweeping = null;
            blockedBy = session == null ? "" : session.alarm();
            long now = clock.nanoTime();
            takeLate(waiting.iterator(), now, late);
            if (session != null) {
                takeLate(session.outstanding().values().iterator(), now, late);
            }
            if (!waiting.isEmpty() || (session != null && !session.outstanding().isEmpty())) {
                sweepLater();
            }
            work.signal();
        } finally {
            lock.unlock();
        }
        late.forEach(pending -> pending.stage.completeExceptionally(lateness(pending, blockedBy)));
    }

    private static void takeLate(Iterator<PendingPublish> pendings, long now, List<PendingPublish> late) {
        while (pendings.hasNext()) {
            PendingPublish pending = pendings.next();
            if (pending.deadline - now > 0) {
                return;
            }
            pendings.remove();
            late.add(pending);
        }
    }

    private BrokerException lateness(PendingPublish pending, String blockedBy) {
        if (!blockedBy.isEmpty()) {
            return errors.blocked(pending.publication, blockedBy);
        }
        if (pending.written) {
            return errors.unconfirmed(pending.publication);
        }
        try {
            link.await(Duration.ZERO);
            return errors.unreachable(pending.publication, "The broker is reachable but slow.");
        } catch (BrokerUnavailableException e) {
            return errors.unreachable(pending.publication, String.valueOf(e.getMessage()));
        }
    }

    private void wake() {
        lock.lock();
        try {
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        List<PendingPublish> left;
        lock.lock();
        try {
            closed = true;
            left = new ArrayList<>(waiting);
            waiting.clear();
            if (session != null) {
                left.addAll(session.outstanding().values());
                session.outstanding().clear();
            }
            work.signal();
        } finally {
            lock.unlock();
        }
        left.forEach(pending -> pending.stage.completeExceptionally(errors.closed(pending.publication)));
    }
}
