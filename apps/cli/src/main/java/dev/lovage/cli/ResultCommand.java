package dev.lovage.cli;

import dev.lovage.settings.Settings;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints what is known of a call. */
@Command(
        name = "result",
        description = "Print the result of a call, or its state while there is none.",
        sortOptions = false)
final class ResultCommand implements Callable<Integer> {

    @Parameters(paramLabel = "ID", description = "The id that call printed.")
    String id = "";

    @Option(names = "--wait", description = "Wait until it is there.")
    boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            converter = Seconds.class,
            description = "How long to wait; for ever without.")
    @Nullable Duration timeout;

    @Option(names = "--traceback", description = "With a failure its whole stack trace.")
    boolean traceback;

    @Option(names = "--json", description = "Id, state and result as JSON.")
    boolean json;

    private final Session session;

    ResultCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Settings settings = session.settings();
        try (Links links = new Links(settings)) {
            if (links.results().isEmpty()) {
                throw new UsageException(
                        "No result store is configured, so there is nothing to read. Say --result-backend redis://… or set result_backend");
            }
            Report report = new Report(session, json, traceback);
            return wait ? report.outcome(links, id, Optional.ofNullable(timeout)) : report.now(links, id);
        }
    }
}
