package dev.lovage.worker;

import dev.lovage.Lovage;
import dev.lovage.messaging.Clock;
import dev.lovage.messaging.Queue;
import dev.lovage.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A worker as its builder was told, with the settings' word where it was told nothing.
 *
 * @param window how many unsettled deliveries may be out
 * @param banner hears the banner
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
        int window,
        String hostname,
        Consumer<String> banner,
        Clock clock) {

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
                window,
                brokerCounts,
                settings.timezone(),
                settings.taskSoftTimeLimit(),
                settings.taskTimeLimit());
    }
}
