package dev.lovage.worker;

import dev.lovage.messaging.Queue;
import dev.lovage.worker.step.Links;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a worker says of itself when it is ready: Celery's labels, and what to type next. */
final class Banner {

    private static final int SHOWN_TASKS = 50;

    private final WorkerConfig config;
    private final Links links;
    private final List<CatalogEntry> tasks;

    Banner(WorkerConfig config, Links links, List<CatalogEntry> tasks) {
        this.config = config;
        this.links = links;
        this.tasks =
                tasks.stream().sorted(Comparator.comparing(CatalogEntry::name)).toList();
    }

    String text() {
        StringBuilder text = new StringBuilder();
        line(text, "");
        line(text, " " + config.hostname() + " v" + Version.current());
        line(
                text,
                " Java " + Runtime.version().feature() + ", " + System.getProperty("os.name") + " "
                        + System.getProperty("os.arch") + ", pid "
                        + ProcessHandle.current().pid());
        line(text, "");
        line(text, " [config]");
        line(text, " .> app:         " + app());
        line(text, " .> transport:   " + links.reads().describe());
        line(
                text,
                " .> results:     "
                        + links.results().map(results -> results.describe()).orElse("disabled (set result_backend)"));
        line(text, " .> concurrency: " + slots() + " (" + config.pool().name() + ")");
        config.reload()
                .ifPresent(paths -> line(
                        text,
                        " .> reload:      "
                                + (paths.isEmpty()
                                        ? "on change"
                                        : paths.stream().map(Path::toString).collect(Collectors.joining(", ")))));
        line(
                text,
                " .> task events: "
                        + (config.settings().workerSendTaskEvents()
                                ? "ON"
                                : "OFF (enable -E to monitor tasks in this worker)"));
        line(text, "");
        queues(text);
        line(text, "");
        tasks(text);
        line(text, "");
        embedded(text);
        next(text);
        return text.toString();
    }

    private String slots() {
        return config.autoscale()
                .map(scale ->
                        "{min=" + scale.range().min() + ", max=" + scale.range().max() + "}")
                .orElseGet(() -> Integer.toString(config.concurrency()));
    }

    private String app() {
        return config.app()
                .map(app -> app.name())
                .orElseGet(() -> config.applications().isEmpty() ? "-" : String.join(", ", config.applications()));
    }

    private void queues(StringBuilder text) {
        line(text, " [queues]");
        for (Queue queue : config.queues()) {
            line(
                    text,
                    String.format(
                            Locale.ROOT,
                            " .> %-16s exchange=%s(%s) key=%s",
                            queue.name(),
                            queue.exchange().name(),
                            queue.exchange().type().wireName(),
                            queue.routingKey()));
        }
    }

    private void tasks(StringBuilder text) {
        line(text, " [tasks]");
        tasks.stream().limit(SHOWN_TASKS).forEach(task -> line(text, "  . " + Text.line(task.signature(), 200)));
        if (tasks.size() > SHOWN_TASKS) {
            line(text, "  ... and " + (tasks.size() - SHOWN_TASKS) + " more");
        }
        if (tasks.isEmpty()) {
            line(text, "  (none: does the application given with -A have methods with @Task?)");
        }
    }

    private void embedded(StringBuilder text) {
        if (config.settings().embedded()) {
            line(text, " No broker_url is set, so tasks and results are in a file, and no server is needed.");
            line(
                    text,
                    " A Python Celery joins with Celery(broker='"
                            + config.settings().brokerUrl() + "', backend='"
                            + config.settings().resultBackend().orElse("") + "')");
        }
    }

    private void next(StringBuilder text) {
        example().ifPresent(call -> line(text, " Try:  lovage call " + call + " --wait"));
        line(text, " Ready. Ctrl-C: finish running tasks and stop.");
    }

    /** A call of the first task whose arguments can be made up. */
    private Optional<String> example() {
        return tasks.stream()
                .map(task -> Example.call(task.name(), task.signature()))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append('\n');
    }
}
