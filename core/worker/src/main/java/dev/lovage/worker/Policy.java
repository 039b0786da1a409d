package dev.lovage.worker;

import dev.lovage.messaging.Delivery;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/**
 * The settings that decide what becomes of a message.
 *
 * @param hostname the node's name, {@code worker@host}
 * @param acksLate {@code task_acks_late}
 * @param acksOnFailure {@code task_acks_on_failure_or_timeout}
 * @param rerunsLost {@code task_reject_on_worker_lost}
 * @param ignoreResult {@code task_ignore_result}
 * @param storeIgnoredErrors {@code task_store_errors_even_if_ignored}
 * @param trackStarted {@code task_track_started}
 * @param resultExtended {@code result_extended}
 * @param window how many unsettled deliveries may be out at most: slots times the prefetch multiplier
 * @param brokerCounts whether the broker tells how often it handed a message out, and not only that it did
 * @param zone in which an ETA without an offset is read ({@code timezone})
 * @param softLimit {@code task_soft_time_limit}
 * @param hardLimit {@code task_time_limit}
 */
record Policy(
        String hostname,
        boolean acksLate,
        boolean acksOnFailure,
        boolean rerunsLost,
        boolean ignoreResult,
        boolean storeIgnoredErrors,
        boolean trackStarted,
        boolean resultExtended,
        long maxMessageBytes,
        int window,
        boolean brokerCounts,
        ZoneId zone,
        Optional<Duration> softLimit,
        Optional<Duration> hardLimit) {

    /** A message that cost so many children or workers is not run again. */
    static final int STRIKES = 3;

    /** How often the broker handed this message out before, apart from what the message itself tells. */
    int handedOut(Delivery delivery) {
        if (!delivery.redelivered()) {
            return 0;
        }
        return brokerCounts ? Math.max(1, delivery.deliveryCount()) : 1;
    }

    boolean late(CatalogEntry entry) {
        return entry.acksLate().orElse(acksLate);
    }

    boolean tracksStarted(CatalogEntry entry) {
        return entry.trackStarted().orElse(trackStarted);
    }

    /** Whether the result of a task that went well is dropped. */
    boolean ignoresResult(Call call, Optional<CatalogEntry> entry) {
        return call.ignoreResult() || entry.flatMap(CatalogEntry::ignoreResult).orElse(ignoreResult);
    }

    boolean storesError(Call call, Optional<CatalogEntry> entry) {
        return storeIgnoredErrors || !ignoresResult(call, entry);
    }

    /** The nearest limit wins: the message's, the task's, the setting's. Zero is the word for none. */
    Optional<Duration> softLimit(Call call, CatalogEntry entry) {
        return call.softLimit().or(() -> softLimit(entry));
    }

    Optional<Duration> hardLimit(Call call, CatalogEntry entry) {
        return call.hardLimit().or(() -> hardLimit(entry));
    }

    /** Of calls that say nothing themselves. */
    Optional<Duration> softLimit(CatalogEntry entry) {
        return entry.softTimeLimit().or(() -> softLimit).filter(limit -> !limit.isZero());
    }

    Optional<Duration> hardLimit(CatalogEntry entry) {
        return entry.timeLimit().or(() -> hardLimit).filter(limit -> !limit.isZero());
    }
}
