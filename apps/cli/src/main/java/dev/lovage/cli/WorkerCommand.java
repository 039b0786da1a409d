package dev.lovage.cli;

import ch.qos.logback.classic.Level;
import dev.lovage.settings.Settings;
import dev.lovage.worker.Worker;
import dev.lovage.worker.WorkerBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a worker until it is told to stop. */
@Command(
        name = "worker",
        description = "Run a worker: take tasks from queues and run them in child JVMs.",
        sortOptions = false,
        footer = {
            "%nExamples:",
            "  lovage -A Tasks.java worker -l INFO",
            "  lovage -A app.jar -b amqp://localhost worker -Q high,low -c 4 -n mail@%%h"
        })
final class WorkerCommand implements Callable<Integer> {

    @Option(
            names = {"-n", "--hostname"},
            paramLabel = "NAME",
            description = "The node's name; %%h is the host, %%n the name, %%d the domain.")
    String hostname = "";

    @Option(
            names = {"-c", "--concurrency"},
            paramLabel = "N",
            description = "How many tasks run at once; the number of processors.")
    @Nullable
    Integer concurrency;

    @Option(
            names = {"-P", "--pool"},
            paramLabel = "POOL",
            description = "process, threads, virtual or solo; Celery's prefork, gevent and eventlet are understood.")
    @Nullable
    String pool;

    @Mixin
    QueueChoice choice = new QueueChoice();

    @Option(
            names = {"-I", "--include"},
            paramLabel = "CLASSES",
            split = ",",
            description = "Further classes with tasks, comma-separated.")
    List<String> include = new ArrayList<>();

    @Option(
            names = {"-l", "--loglevel"},
            paramLabel = "LEVEL",
            description = "DEBUG, INFO, WARNING, ERROR, CRITICAL or FATAL; INFO on a terminal, else WARNING.")
    String level = "";

    @Option(
            names = {"-f", "--logfile"},
            paramLabel = "FILE",
            description = "Where to log to; stderr without. %%n, %%h and %%d as in -n.")
    @Nullable
    String logFile;

    @Option(
            names = {"-E", "--task-events", "--events"},
            description = "Send task events for monitors.")
    boolean events;

    @Option(names = "--prefetch-multiplier", paramLabel = "N", description = "Messages held ahead per slot; 4.")
    @Nullable
    Integer prefetchMultiplier;

    @Option(
            names = "--time-limit",
            paramLabel = "SECONDS",
            converter = Seconds.class,
            description = "Tasks are ended after that time: seconds, or 5m.")
    @Nullable
    Duration timeLimit;

    @Option(
            names = "--soft-time-limit",
            paramLabel = "SECONDS",
            converter = Seconds.class,
            description = "Tasks are asked to stop after that time: seconds, or 5m.")
    @Nullable
    Duration softTimeLimit;

    private final Session session;

    WorkerCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Map<String, String> said = said();
        Settings settings = session.settings(said, codeSays(session.settings(said)));
        Level chosen = level.isEmpty() ? defaultLevel() : Logs.level(level);
        Worker worker = worker(settings);
        Logs.forWorker(chosen, Optional.ofNullable(logFile).map(file -> logFile(file, worker)));
        if (events) {
            session.say("-E: this version of Lovage sends no task events yet.");
        }
        try {
            worker.start();
            worker.awaitStopped();
            return Exit.OK;
        } finally {
            Logs.close();
        }
    }

    /** An application whose code names its broker is served on that one, unless a nearer word names another. */
    private Map<String, String> codeSays(Settings settings) {
        return session.app()
                .map(app ->
                        new ApplicationFacts(session.clock()).of(app, settings).settings())
                .orElse(Map.of());
    }

    private Worker worker(Settings settings) {
        WorkerBuilder builder = Worker.builder(settings)
                .hostname(hostname)
                .queues(choice.orElse(settings.taskDefaultQueue()))
                .stopOnSignals()
                .banner(this::greet);
        session.app().ifPresent(builder::application);
        return builder.build();
    }

    private void greet(String banner) {
        if (!session.quiet()) {
            session.terminal().err().print(banner);
            session.terminal().err().flush();
        }
    }

    /** Celery is silent unless told otherwise, which hides from newcomers that it works. */
    private Level defaultLevel() {
        return session.terminal().draws() ? Level.INFO : Level.WARN;
    }

    private Path logFile(String file, Worker worker) {
        return session.folder().resolve(NodeName.of(worker.hostname()).expand(file));
    }

    private Map<String, String> said() {
        Map<String, String> said = new LinkedHashMap<>();
        Optional.ofNullable(concurrency).ifPresent(n -> said.put("worker_concurrency", n.toString()));
        Optional.ofNullable(prefetchMultiplier).ifPresent(n -> said.put("worker_prefetch_multiplier", n.toString()));
        Optional.ofNullable(timeLimit).ifPresent(limit -> said.put("task_time_limit", limit.toMillis() + "ms"));
        Optional.ofNullable(softTimeLimit).ifPresent(limit -> said.put("task_soft_time_limit", limit.toMillis() + "ms"));
        Optional.ofNullable(pool).ifPresent(name -> said.put("worker_pool", name));
        if (!include.isEmpty()) {
            said.put("include", String.join(",", include));
        }
        if (events) {
            said.put("worker_send_task_events", "true");
        }
        return said;
    }
}
