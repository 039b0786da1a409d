package dev.lovage.cli;

import dev.lovage.settings.Settings;
import dev.lovage.worker.CatalogEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        List<CatalogEntry> tasks = new ApplicationFacts(session.clock())
                .of(app, settings).catalog().stream()
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

    private static Map<String, Object> facts(CatalogEntry task) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", task.name());
        facts.put("signature", task.signature());
        return facts;
    }
}
