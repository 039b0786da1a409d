package dev.lovage.cli;

import dev.lovage.messaging.Broker;
import dev.lovage.messaging.LovageException;
import dev.lovage.results.ResultBackend;
import dev.lovage.settings.Settings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says whether broker and result store answer, and how much waits. */
@Command(
        name = "status",
        description = "Say whether the broker and the result store answer, and how many messages wait. Exits with 69 if one does not.",
        sortOptions = false)
final class StatusCommand implements Callable<Integer> {

    /** Where messages go that no worker could use. */
    private static final String DEAD_QUEUE = "lovage.dead";

    @Mixin
    QueueChoice choice = new QueueChoice();

    @Option(names = "--json", description = "As JSON.")
    boolean json;

    private final Session session;

    StatusCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Settings settings = session.settings();
        try (Links links = new Links(settings)) {
            Broker broker = links.broker();
            Answer brokerAnswer =
                    Answer.of(broker.describe(), () -> broker.connect(settings.brokerConnectionTimeout()));
            Map<String, Object> sizes = brokerAnswer.reachable() ? sizes(settings, broker) : Map.of();
            Optional<ResultBackend> results = links.results();
            Optional<Answer> resultAnswer = results.map(backend ->
                    Answer.of(backend.describe(), () -> backend.connect(settings.brokerConnectionTimeout())));
            if (json) {
                session.terminal().data(Json.write(asData(brokerAnswer, resultAnswer, sizes)));
            } else {
                print(settings, brokerAnswer, resultAnswer, sizes);
            }
            boolean all = brokerAnswer.reachable() && resultAnswer.map(Answer::reachable).orElse(true);
            return all ? Exit.OK : Exit.UNAVAILABLE;
        }
    }

    private Map<String, Object> sizes(Settings settings, Broker broker) {
        Map<String, Object> sizes = new LinkedHashMap<>();
        choice.orElse(settings.taskDefaultQueue())
                .forEach(queue -> sizes.put(queue, broker.topology().size(queue)));
        if (choice.queues.isEmpty()) {
            sizes.put(DEAD_QUEUE, broker.topology().size(DEAD_QUEUE));
        }
        return sizes;
    }

    private void print(Settings settings, Answer broker, Optional<Answer> results, Map<String, Object> sizes) {
        Terminal terminal = session.terminal();
        terminal.data("broker:   " + broker);
        terminal.data("results:  " + results.map(Answer::toString).orElse("none; set result_backend to keep results"));
        if (!sizes.isEmpty()) {
            terminal.data("waiting:");
            int width = sizes.keySet().stream().mapToInt(String::length).max().orElse(0);
            sizes.forEach((queue, size) -> terminal.data("  " + queue + " ".repeat(width - queue.length()) + "  " + size));
        }
        if (settings.embedded()) {
            session.say("No broker is configured: this is the embedded one, a file. -b URL names another.");
        }
    }

    private static Map<String, Object> asData(Answer broker, Optional<Answer> results, Map<String, Object> sizes) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("broker", broker.asData());
        results.ifPresent(answer -> all.put("results", answer.asData()));
        all.put("queues", sizes);
        return all;
    }

    /** Whether something could be reached, and why not. */
    private record Answer(String url, @Nullable String failure) {

        static Answer of(String url, Runnable connect) {
            try {
                connect.run();
                return new Answer(url, null);
            } catch (LovageException e) {
                return new Answer(url, e.getMessage());
            }
        }

        boolean reachable() {
            return failure == null;
        }

        Map<String, Object> asData() {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("url", url);
            data.put("reachable", reachable());
            if (failure != null) {
                data.put("error", failure);
            }
            return data;
        }

        @Override
        public String toString() {
            return url + (failure == null ? "  reachable" : "  unreachable: " + failure);
        }
    }
}
