package dev.lovage.rabbitmq;

import com.rabbitmq.client.BlockedListener;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Return;
import com.rabbitmq.client.ShutdownSignalException;
import dev.lovage.messaging.Publication;
import dev.lovage.rabbitmq.Connector.Opened;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One channel, and what was written to it and is not confirmed. A later channel never sees its numbers.
 *
 * <p>The publisher's lock guards what is outstanding and the alarm; methods that say so are called under it.
 */
final class PublishSession {

    private static final Logger LOG = LoggerFactory.getLogger(PublishSession.class);

    private final ReentrantLock lock;
    private final Runnable changed;
    private final LinkReport report;
    private final String broker;
    private final PublishErrors errors;
    private final Frames frames;
    private final Channel channel;
    private final NavigableMap<Long, PendingPublish> outstanding = new TreeMap<>();
    private long nextNumber = 1;
    private String alarm = "";

    private final BlockedListener alarms = new BlockedListener() {
        @Override
        public void handleBlocked(String reason) {
            alarm(reason.isEmpty() ? "no reason given" : reason);
        }

        @Override
        public void handleUnblocked() {
            alarm("");
        }
    };

    /**
     * Opens a channel.
     *
     * @param changed called, not under the lock, when there may be more to write, or the channel died
     */
    PublishSession(
            Opened opened, ReentrantLock lock, Runnable changed, LinkReport report, String broker, PublishErrors errors)
            throws IOException {
        this.lock = lock;
        this.changed = changed;
        this.report = report;
        this.broker = broker;
        this.errors = errors;
        frames = opened.frames();
        Channel made = opened.connection().createChannel();
        if (made == null) {
            throw new IOException("the broker allows no more channels on this connection");
        }
        channel = made;
        opened.connection().addBlockedListener(alarms);
        channel.confirmSelect();
        channel.addConfirmListener(
                (number, multiple) -> confirmed(number, multiple, true),
                (number, multiple) -> confirmed(number, multiple, false));
        channel.addReturnListener(this::returned);
        channel.addShutdownListener(cause -> changed.run());
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    /** Why it ended, null while it has not, or when only this side failed. */
    @Nullable
    ShutdownSignalException closeReason() {
        return channel.getCloseReason();
    }

    /** Why the broker takes no messages, empty when it does. Under the lock. */
    String alarm() {
        return alarm;
    }

    /** Whether this one may be written now: not during an alarm, and suspects one by one. Under the lock. */
    boolean takes(PendingPublish pending) {
        boolean alone = outstanding.isEmpty();
        return alarm.isEmpty()
                && (alone || !(pending.suspect || outstanding.firstEntry().getValue().suspect));
    }

    /** Gives it the next number; it must be written next. Under the lock. */
    void register(PendingPublish pending) {
        pending.written = true;
        outstanding.put(nextNumber++, pending);
    }

    /** What was written and not confirmed, oldest first, to take from. Under the lock. */
    NavigableMap<Long, PendingPublish> outstanding() {
        return outstanding;
    }

    /** Writes what was registered, in that order. For the writer's thread, not under the lock. */
    void write(List<PendingPublish> batch) throws IOException {
        frames.cork();
        try {
            for (PendingPublish pending : batch) {
                Publication publication = pending.publication;
                channel.basicPublish(
                        publication.exchange(),
                        publication.routingKey(),
                        publication.mandatory(),
                        pending.properties,
                        publication.message().body());
            }
        } finally {
            frames.uncork();
        }
    }

    private void confirmed(long number, boolean multiple, boolean positive) {
        List<PendingPublish> done = new ArrayList<>();
        boolean empty;
        lock.lock();
        try {
            NavigableMap<Long, PendingPublish> those =
                    multiple ? outstanding.headMap(number, true) : outstanding.subMap(number, true, number, true);
            done.addAll(those.values());
            those.clear();
            empty = outstanding.isEmpty();
        } finally {
            lock.unlock();
        }
        if (empty) {
            changed.run();
        }
        for (PendingPublish pending : done) {
            if (positive) {
                pending.stage.complete(null);
            } else {
                pending.stage.completeExceptionally(errors.negative(pending.publication));
            }
        }
    }

    /** A message came back, which has no number on it; the confirm of its number follows and finds nothing. */
    private void returned(Return back) {
        PendingPublish match = null;
        lock.lock();
        try {
            Iterator<PendingPublish> candidates = outstanding.values().iterator();
            while (match == null && candidates.hasNext()) {
                PendingPublish pending = candidates.next();
                if (pending.matches(back.getExchange(), back.getRoutingKey(), back.getProperties(), back.getBody())) {
                    candidates.remove();
                    match = pending;
                }
            }
        } finally {
            lock.unlock();
        }
        changed.run();
        if (match != null) {
            match.stage.completeExceptionally(errors.unroutable(match.publication));
        }
    }

    private void alarm(String reason) {
        lock.lock();
        try {
            alarm = reason;
        } finally {
            lock.unlock();
        }
        changed.run();
        report.blocked(broker, reason);
    }

    void abandon() {
        channel.getConnection().removeBlockedListener(alarms);
        if (channel.isOpen()) {
            try {
                channel.abort();
            } catch (IOException | RuntimeException e) {
                LOG.debug("Aborting a channel", e);
            }
        }
    }
}
