package dev.lovage.cli;

import dev.lovage.settings.Settings;
import dev.lovage.worker.CatalogEntry;
import dev.lovage.worker.Pool;
import dev.lovage.worker.PoolProvider;
import dev.lovage.worker.PoolSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the tasks of an application. */
@Command(
        name = "tasks",
        description = "List the tasks of an application, with their signatures.",
        sortOptions = false,
        footer = {"%nExample:", "  lovage -A Tasks.java tasks"})
final class TasksCommand implements Callable<Integer> {

    /** The pool that loads it apart from this program. */
    private static final String APART = "process";

    @Option(
            names = {"-I", "--include"},
            paramLabel = "CLASSES",
            split = ",",
            description = "Further classes with tasks, comma-separated.")
    List<String> include = new ArrayList<>();

    @Option(names = "--json", description = "As JSON.")
    boolean json;

    private final Session session;

    TasksCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String app = session.app()
                .orElseThrow(() -> new UsageException(
                        "Which application? Say -A Tasks.java, or a class, a jar or a directory of classes"));
        Settings settings =
                session.settings(include.isEmpty() ? Map.of() : Map.of("include", String.join(",", include)));
        List<CatalogEntry> tasks = CatalogReader.read(pool(app, settings), settings.workerProcAliveTimeout()).stream()
                .sorted(Comparator.comparing(CatalogEntry::name))
                .toList();
        if (json) {
            session.terminal()
                    .data(Json.write(tasks.stream().map(TasksCommand::facts).toList()));
        } else {
            tasks.forEach(task -> session.terminal().data(task.signature()));
        }
        if (tasks.isEmpty()) {
            session.say("No tasks in " + app + ": has it methods with @Task?");
        }
        return Exit.OK;
    }

    private Pool pool(String app, Settings settings) {
        PoolProvider provider = ServiceLoader.load(PoolProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(candidate -> candidate.names().contains(APART))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no pool '" + APART + "' on the class path"));
        return provider.open(
                APART,
                new PoolSpec(
                        1,
                        List.of(app),
                        settings.include(),
                        List.of(),
                        Optional.empty(),
                        "tasks@localhost",
                        Map.of(),
                        List.of(),
                        settings.workerProcAliveTimeout(),
                        settings.maxMessageBytes(),
                        NoRelay.INSTANCE,
                        session.clock()));
    }

    private static Map<String, Object> facts(CatalogEntry task) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", task.name());
        facts.put("signature", task.signature());
        return facts;
    }
}
