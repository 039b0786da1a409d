package dev.lovage.cli;

import ch.qos.logback.classic.Level;
import dev.lovage.settings.Settings;
import dev.lovage.worker.Shutdown;
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
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a worker until it is told to stop. */
@Command(
        name = "worker",
        description = "Run a worker: take tasks from queues and run them in child JVMs.",
        sortOptions = false,
        footer = {
            "%nExamples:",
            "  lovage -A Tasks.java worker -l INFO",
            "  lovage -A app.jar -b amqp://localhost worker -Q high,low -c 4 -n mail@%%h",
            "  lovage -A app.jar worker -D --pidfile=%%n.pid -f %%n.log -n w1",
            "%nSignals:",
            "  TERM, INT   finish what runs and stop; again: stop sooner; again: exit at once",
            "  USR2        end what runs, give it back and stop (Celery's QUIT, which Java keeps for a thread dump)",
            "  HUP         new children with the code as it is now",
            "  TSTP, CONT  take no more tasks, and take them again",
            "  USR1        log what the threads are at",
            "  REMAP_SIGTERM=SIGQUIT in the environment makes TERM mean what USR2 means.",
            "%nExit codes: 0 when all that ran was finished, 1 when it was ended or could not be settled, or the worker failed,",
            "  2 for a wrong option or setting, 69 when the broker can't be used, 73 for a pid or log file that can't be had."
        })
final class WorkerCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger("lovage.worker");

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

    @Mixin
    ShapeChoice shape = new ShapeChoice();

    @Option(
            names = {"-P", "--pool"},
            paramLabel = "POOL",
            description = "process, threads, virtual or solo; Celery's prefork, gevent and eventlet are understood.")
    @Nullable
    String pool;

    @Option(
            names = "--child-opts",
            paramLabel = "OPTIONS",
            parameterConsumer = OptionText.class,
            description = "Further options of the child JVMs, as one text: \"-Xmx512m -Dname=value\".")
    @Nullable
    String childOpts;

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

    @Mixin
    DaemonOptions daemon = new DaemonOptions();

    @Spec
    @Nullable
    CommandSpec spec;

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

    @Mixin
    ChildChoice children = new ChildChoice();

    private final Session session;
    private boolean talks;
    private volatile boolean stops;

    WorkerCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        daemon.refuseTheImpossible();
        Map<String, String> said = said();
        if (daemon.starts()) {
            return daemon.detachment(session).start(commandLine(), Optional.ofNullable(daemon.umask));
        }
        Level chosen = level.isEmpty() ? defaultLevel() : Logs.level(level);
        EarlyStop early = EarlyStop.install();
        Settings outer = session.settings(said);
        // What a detached worker says before it is ready is for the person who started it.
        Logs.forStart(chosen, Logs.format(daemon.detached ? "text" : outer.workerLogFormat()));
        Optional<Map<String, String>> code = codeSays(outer, early);
        return code.isPresent() ? work(session.settings(said, code.get()), chosen, early) : stoppedEarly(early);
    }

    private int work(Settings settings, Level chosen, EarlyStop early) {
        List<Runnable> onHard = new CopyOnWriteArrayList<>();
        Worker worker = worker(settings, onHard);
        // Whoever reads lines of JSON can't read a banner.
        talks = !session.quiet()
                && (settings.workerLogFormat().equals("text")
                        || settings.workerLogfile().isPresent());
        NodeName node = NodeName.of(worker.hostname());
        Optional<Path> logFile = daemon.logFile(settings).map(file -> resolve(file, node));
        Optional<PidFile> pidFile = settings.workerPidfile().map(file -> PidFile.take(resolve(file, node)));
        try {
            Logs.forWorker(chosen, Logs.format(settings.workerLogFormat()), logFile);
            onHard.add(() -> {
                pidFile.ifPresent(PidFile::close);
                Logs.close();
            });
            early.asked().thenRun(worker::stop);
            return early.isAsked() ? stoppedEarly(early) : run(worker, logFile);
        } finally {
            pidFile.ifPresent(PidFile::close);
            Logs.close();
        }
    }

    private int run(Worker worker, Optional<Path> logFile) {
        if (events) {
            LOG.warn("-E: this version of Lovage sends no task events yet.");
        }
        Runnable quiet = daemon.detached ? Logs.showWarnings() : () -> {};
        worker.start();
        if (daemon.detached && stops) {
            LOG.warn("The worker was told to stop before it was ready, and is not in the background");
        }
        quiet.run();
        if (daemon.detached && !stops) {
            Detachment.ready(
                    worker.hostname() + ", process " + ProcessHandle.current().pid()
                            + logFile.map(file -> ", logging to " + file).orElse(""));
        }
        worker.awaitStopped();
        return worker.exitCode();
    }

    private static int stoppedEarly(EarlyStop early) {
        LOG.warn("{}: stopped before the worker had begun", early.name());
        return Exit.OK;
    }

    /** The words that this process was started with. */
    private List<String> commandLine() {
        if (spec == null) {
            throw new IllegalStateException("made without picocli");
        }
        return spec.root().commandLine().getParseResult().originalArgs().stream()
                .map(Numbers::unshield)
                .toList();
    }

    /**
     * An application whose code names its broker is served on that one, unless a nearer word names another. Empty when the worker was
     * told to stop meanwhile.
     */
    private Optional<Map<String, String>> codeSays(Settings settings, EarlyStop early) {
        try {
            // This program is the worker's alone; who embeds one has to ask for it.
            Map<String, String> code = new LinkedHashMap<>(Map.of("worker_redirect_stdouts", "true"));
            session.app()
                    .map(app -> new ApplicationFacts(session.clock()).of(app, settings, early.asked()))
                    .ifPresent(facts -> code.putAll(facts.settings()));
            return Optional.of(code);
        } catch (UnloadableException e) {
            if (early.isAsked()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Worker worker(Settings settings, List<Runnable> onHard) {
        WorkerBuilder builder = Worker.builder(settings)
                .hostname(hostname)
                .queues(choice.orElse(settings.taskDefaultQueue()))
                .stopOnSignals()
                .onShuttingDown(stop -> {
                    stops = true;
                    if (stop.how() == Shutdown.HARD) {
                        onHard.forEach(Runnable::run);
                    }
                })
                .banner(this::greet);
        session.app().ifPresent(builder::application);
        return builder.build();
    }

    private void greet(String banner) {
        if (talks) {
            session.terminal().err().print(banner);
            session.terminal().err().flush();
        }
    }

    /** Celery is silent unless told otherwise, which hides from newcomers that it works. */
    private Level defaultLevel() {
        return session.terminal().draws() ? Level.INFO : Level.WARN;
    }

    private Path resolve(String file, NodeName node) {
        return session.folder().resolve(node.expand(file));
    }

    private Map<String, String> said() {
        Map<String, String> said = new LinkedHashMap<>();
        daemon.addTo(said);
        Optional.ofNullable(concurrency).ifPresent(n -> said.put("worker_concurrency", n.toString()));
        Optional.ofNullable(prefetchMultiplier).ifPresent(n -> said.put("worker_prefetch_multiplier", n.toString()));
        Optional.ofNullable(timeLimit).ifPresent(limit -> said.put("task_time_limit", limit.toMillis() + "ms"));
        Optional.ofNullable(softTimeLimit)
                .ifPresent(limit -> said.put("task_soft_time_limit", limit.toMillis() + "ms"));
        Optional.ofNullable(pool).ifPresent(name -> said.put("worker_pool", name));
        Optional.ofNullable(childOpts).ifPresent(text -> said.put("worker_child_opts", text));
        if (!include.isEmpty()) {
            said.put("include", String.join(",", include));
        }
        if (events) {
            said.put("worker_send_task_events", "true");
        }
        children.addTo(said);
        shape.addTo(said);
        return said;
    }
}
