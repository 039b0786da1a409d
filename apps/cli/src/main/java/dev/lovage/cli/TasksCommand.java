package dev.lovage.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the tasks of an application. */
@Command(name = "tasks", description = "List the tasks of an application, with their signatures.", sortOptions = false)
final class TasksCommand implements Callable<Integer> {

    @Option(names = "--json", description = "As JSON.")
    boolean json;

    private final Session session;

    TasksCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        return Exit.FAILURE;
    }
}
