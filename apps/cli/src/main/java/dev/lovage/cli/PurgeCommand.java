package dev.lovage.cli;

import dev.lovage.messaging.Broker;
import dev.lovage.settings.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Removes the messages that wait in queues. */
@Command(
        name = "purge",
        description = "Remove all messages that wait in queues. They are gone for good.",
        sortOptions = false)
final class PurgeCommand implements Callable<Integer> {

    @Mixin
    QueueChoice choice = new QueueChoice();

    @Option(
            names = {"-f", "--force"},
            description = "Without asking.")
    boolean force;

    @Option(names = "--json", description = "How many of each queue, as JSON.")
    boolean json;

    private final Session session;

    PurgeCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Settings settings = session.settings();
        List<String> queues = choice.orElse(settings.taskDefaultQueue());
        try (Links links = new Links(settings)) {
            Broker broker = links.broker();
            broker.connect(settings.brokerConnectionTimeout());
            if (!force && !agreed(queues, broker)) {
                session.say("Nothing was removed.");
                return Exit.FAILURE;
            }
            Map<String, Object> removed = new LinkedHashMap<>();
            queues.forEach(queue -> removed.put(queue, broker.topology().purge(queue)));
            report(removed);
            return Exit.OK;
        }
    }

    private boolean agreed(List<String> queues, Broker broker) {
        if (!session.terminal().asks()) {
            throw new UsageException("purge asks before it removes anything, and nobody is there to answer. Add -f");
        }
        long waiting = queues.stream()
                .mapToLong(queue -> broker.topology().size(queue))
                .sum();
        return session.terminal()
                .confirms("Remove " + counted(waiting, "message") + " from " + String.join(", ", queues) + " at "
                        + broker.describe() + " for good?");
    }

    private void report(Map<String, Object> removed) {
        if (json) {
            session.terminal().data(Json.write(removed));
            return;
        }
        long sum = removed.values().stream().mapToLong(count -> (Long) count).sum();
        session.terminal()
                .data(
                        sum == 0
                                ? "No messages purged from " + counted(removed.size(), "queue") + "."
                                : "Purged " + counted(sum, "message") + " from " + counted(removed.size(), "queue") + ".");
        if (removed.size() > 1) {
            removed.forEach((queue, count) -> session.say("  " + queue + ": " + count));
        }
        session.say("Messages that workers hold already are not among them.");
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
