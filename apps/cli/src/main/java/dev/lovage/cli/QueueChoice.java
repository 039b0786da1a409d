package dev.lovage.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** Which queues a command is about: Celery's {@code -Q} and {@code -X}. */
final class QueueChoice {

    @Option(
            names = {"-Q", "--queues"},
            paramLabel = "QUEUES",
            split = ",",
            description = "Queues, comma-separated; otherwise task_default_queue.")
    List<String> queues = new ArrayList<>();

    @Option(
            names = {"-X", "--exclude-queues"},
            paramLabel = "QUEUES",
            split = ",",
            description = "Queues to leave out, comma-separated.")
    List<String> excluded = new ArrayList<>();

    /** The queues named, or else this one; without those excluded. */
    List<String> orElse(String fallback) {
        Set<String> chosen = new LinkedHashSet<>(queues.isEmpty() ? List.of(fallback) : queues);
        chosen.removeAll(excluded);
        if (chosen.isEmpty()) {
            throw new UsageException("-X leaves no queue: -Q names " + (queues.isEmpty() ? fallback : String.join(",", queues)));
        }
        return List.copyOf(chosen);
    }
}
