package dev.lovage.rabbitmq;

import dev.lovage.messaging.ConnectionListener;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one listener about several connections as if they were one: down when the first is, up when the last is. Where
 * nobody listens, the log is told of what went wrong.
 */
final class LinkReport {

    private static final Logger LOG = LoggerFactory.getLogger(LinkReport.class);

    private final ConnectionListener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<String> down = new HashSet<>();
    private boolean toldConnected;
    private String speaker = "";

    LinkReport(ConnectionListener listener) {
        this.listener = listener;
    }

    void connected(String role, String broker) {
        lock.lock();
        try {
            down.remove(role);
            if (!down.isEmpty() || toldConnected) {
                return;
            }
            toldConnected = true;
        } finally {
            lock.unlock();
        }
        LOG.debug("Connected to {}", broker);
        tell(() -> listener.onConnected(broker));
    }

    void unavailable(String role, String broker, String reason, Duration retryIn) {
        lock.lock();
        try {
            if (down.isEmpty() || !down.contains(speaker)) {
                speaker = role;
            }
            down.add(role);
            toldConnected = false;
            if (!speaker.equals(role)) {
                return;
            }
        } finally {
            lock.unlock();
        }
        if (listener == ConnectionListener.NONE) {
            LOG.warn("No connection to {}: {}; next try in {} ms", broker, reason, retryIn.toMillis());
        }
        tell(() -> listener.onUnavailable(broker, reason, retryIn));
    }

    void blocked(String broker, String reason) {
        if (listener == ConnectionListener.NONE) {
            LOG.warn(
                    "{} {}",
                    broker,
                    reason.isEmpty() ? "takes messages again" : "takes no messages for now: " + reason);
        }
        tell(() -> listener.onBlocked(broker, reason));
    }

    /** A listener that throws must not stop a link. */
    private static void tell(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            LOG.error("A ConnectionListener threw", e);
        }
    }
}
