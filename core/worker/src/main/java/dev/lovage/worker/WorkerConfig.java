package dev.lovage.worker;

import dev.lovage.Lovage;
import dev.lovage.messaging.Clock;
import dev.lovage.messaging.Queue;
import dev.lovage.settings.Settings;
import dev.lovage.worker.hooks.WorkerListener;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A worker as its builder was told, with the settings' word where it was told nothing.
 *
 * @param concurrency how many slots the pool has at first
 * @param prefetchMultiplier how many unsettled deliveries may be out for each slot; 0 for about no limit
 * @param reload the files and folders to watch for changed code; an empty list stands for where the tasks come from
 * @param banner hears the banner
 * @param shuttingDown hear of each stage of stopping
 * @param listeners those that the program gave; settings may name more
 */
record WorkerConfig(
        Settings settings,
        Optional<Lovage> app,
        List<String> applications,
        List<String> includes,
        List<Path> classPath,
        List<Queue> queues,
        PoolChoice pool,
        int concurrency,
        int prefetchMultiplier,
        Optional<Autoscale> autoscale,
        Optional<List<Path>> reload,
        String hostname,
        Consumer<String> banner,
        List<Consumer<ShuttingDown>> shuttingDown,
        List<WorkerListener> listeners,
        Clock clock) {

    /** A prefetch multiplier of zero means no limit; memory has one, so this many messages it is. */
    private static final int UNLIMITED = 10_000;

    /** How many unsettled deliveries may be out while the pool has so many slots. */
    int window(int slots) {
        return prefetchMultiplier == 0 ? UNLIMITED : (int) Math.min(UNLIMITED, (long) prefetchMultiplier * slots);
    }

    /** The most slots that the pool may come to have. */
    int mostSlots() {
        return autoscale.map(scale -> scale.range().max()).orElse(concurrency);
    }

    Policy policy(boolean brokerCounts) {
        return new Policy(
                hostname,
                settings.taskAcksLate(),
                settings.taskAcksOnFailureOrTimeout(),
                settings.taskRejectOnWorkerLost(),
                settings.taskIgnoreResult(),
                settings.taskStoreErrorsEvenIfIgnored(),
                settings.taskTrackStarted(),
                settings.resultExtended(),
                settings.maxMessageBytes(),
                window(mostSlots()),
                brokerCounts,
                settings.timezone(),
                settings.taskSoftTimeLimit(),
                settings.taskTimeLimit());
    }
}
