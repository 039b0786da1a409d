package dev.lovage.rabbitmq;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one channel delivered and is not settled in the broker yet; gathers acknowledgements into few commands.
 *
 * <p>An unbroken row of acknowledged deliveries from the oldest on becomes one {@code basic.ack} with {@code multiple};
 * others are sent each by itself. It belongs to one channel for good: once {@link #die dead}, settlements are counted as
 * stale and never applied, as a later channel gives the same numbers to other messages. Thread-safe.
 */
final class AckWindow {

    private final ReentrantLock lock = new ReentrantLock();

    /** All that the broker still counts as unsettled, in the order of their tags. */
    private final Map<Long, Entry> entries = new LinkedHashMap<>();

    private List<Entry> settled = new ArrayList<>();
    private int handedOut;
    private boolean dead;

    /** How a delivery was settled. */
    enum Settlement {
        NONE,
        ACK,
        REQUEUE,
        REJECT
    }

    /** One delivery; its fields are guarded by the window's lock. */
    static final class Entry {
        private final long tag;
        private Settlement settlement = Settlement.NONE;
        private boolean counted;

        Entry(long tag) {
            this.tag = tag;
        }
    }

    /** Registers what arrived. Tags arrive in rising order. */
    Entry arrived(long tag) {
        Entry entry = new Entry(tag);
        lock.lock();
        try {
            entries.put(tag, entry);
        } finally {
            lock.unlock();
        }
        return entry;
    }

    /** Counts it as handed out when there is a free slot among this many, 0 for no limit. */
    boolean handOut(Entry entry, int limit) {
        lock.lock();
        try {
            if (dead || (limit > 0 && handedOut >= limit)) {
                return false;
            }
            handedOut++;
            entry.counted = true;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether more could be handed out. */
    boolean hasSlots(int limit) {
        lock.lock();
        try {
            return limit == 0 || handedOut < limit;
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing is out. */
    boolean isIdle() {
        lock.lock();
        try {
            return entries.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Notes a settlement for the next flush; false when the channel is gone. */
    boolean settle(Entry entry, Settlement settlement) {
        lock.lock();
        try {
            if (dead) {
                return false;
            }
            entry.settlement = settlement;
            if (entry.counted) {
                handedOut--;
            }
            settled.add(entry);
            return true;
        } finally {
            lock.unlock();
        }
    }

    boolean hasWork() {
        lock.lock();
        try {
            return !settled.isEmpty() && !dead;
        } finally {
            lock.unlock();
        }
    }

    /** No settlement counts from now on; gives the number of those noted and never sent. */
    int die() {
        lock.lock();
        try {
            dead = true;
            int lost = settled.size();
            settled = new ArrayList<>();
            entries.clear();
            return lost;
        } finally {
            lock.unlock();
        }
    }

    boolean isDead() {
        lock.lock();
        try {
            return dead;
        } finally {
            lock.unlock();
        }
    }

    /** Sends what was settled. For one thread at a time; gives the number of settlements that found a dead channel. */
    int flush(Channel channel) {
        List<Entry> row;
        List<Entry> single = new ArrayList<>();
        lock.lock();
        try {
            if (dead || settled.isEmpty()) {
                return 0;
            }
            row = takeRow();
            for (Entry entry : settled) {
                if (entries.remove(entry.tag) != null) {
                    single.add(entry);
                }
            }
            settled = new ArrayList<>();
        } finally {
            lock.unlock();
        }
        try {
            if (!row.isEmpty()) {
                channel.basicAck(row.get(row.size() - 1).tag, row.size() > 1);
            }
            for (Entry entry : single) {
                send(channel, entry);
            }
            return 0;
        } catch (IOException | AlreadyClosedException e) {
            return single.size() + row.size();
        }
    }

    /** The unbroken row of acknowledged ones from the oldest on. */
    private List<Entry> takeRow() {
        List<Entry> row = new ArrayList<>();
        Iterator<Entry> oldest = entries.values().iterator();
        while (oldest.hasNext()) {
            Entry entry = oldest.next();
            if (entry.settlement != Settlement.ACK) {
                break;
            }
            oldest.remove();
            row.add(entry);
        }
        return row;
    }

    private static void send(Channel channel, Entry entry) throws IOException {
        switch (entry.settlement) {
            case ACK -> channel.basicAck(entry.tag, false);
            case REQUEUE -> channel.basicReject(entry.tag, true);
            case REJECT -> channel.basicReject(entry.tag, false);
            case NONE -> throw new IllegalStateException("Delivery " + entry.tag + " is not settled");
        }
    }
}
