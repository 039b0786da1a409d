package dev.lovage.cli;

import dev.lovage.AsyncResult;
import dev.lovage.CallOptions;
import dev.lovage.Signature;
import dev.lovage.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Calls a task. */
@Command(
        name = "call",
        description = "Call a task by its name; prints the id of the call, or with --wait its result.",
        sortOptions = false,
        footer = {
            "%nExamples:",
            "  lovage call tasks.add 2 2 --wait",
            "  lovage call mail.send bob@example.org template=welcome",
            "  lovage call tasks.add -a '[2, 2]' --queue slow"
        })
final class CallCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "TASK", description = "The task's name.")
    String task = "";

    @Parameters(
            index = "1..*",
            paramLabel = "ARG",
            description = "Arguments: JSON where they parse as JSON, else text; name=value is a keyword argument.")
    List<String> words = new ArrayList<>();

    @Option(
            names = {"-a", "--args"},
            paramLabel = "JSON",
            description = "Positional arguments, a JSON array.")
    @Nullable
    String args;

    @Option(
            names = {"-k", "--kwargs"},
            paramLabel = "JSON",
            description = "Keyword arguments, a JSON object.")
    @Nullable
    String kwargs;

    @Option(names = "--queue", paramLabel = "NAME", description = "The queue to send it to.")
    @Nullable
    String queue;

    @Option(names = "--exchange", paramLabel = "NAME", description = "The exchange to publish it to.")
    @Nullable
    String exchange;

    @Option(names = "--routing-key", paramLabel = "KEY", description = "The routing key to publish it with.")
    @Nullable
    String routingKey;

    @Option(names = "--serializer", paramLabel = "NAME", description = "The serializer of the message: json.")
    @Nullable
    String serializer;

    @Option(
            names = "--time-limit",
            paramLabel = "SECONDS",
            converter = Seconds.class,
            description = "Its run is ended after that time: seconds, or 5m.")
    @Nullable
    Duration timeLimit;

    @Option(
            names = "--soft-time-limit",
            paramLabel = "SECONDS",
            converter = Seconds.class,
            description = "Its run is asked to stop after that time: seconds, or 5m.")
    @Nullable
    Duration softTimeLimit;

    @Option(names = "--wait", description = "Wait for the result and print it.")
    boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            converter = Seconds.class,
            description = "How long to wait; for ever without.")
    @Nullable
    Duration timeout;

    @Option(names = "--traceback", description = "With a failure its whole stack trace.")
    boolean traceback;

    @Option(names = "--json", description = "Id, state and result as JSON.")
    boolean json;

    private final Session session;

    CallCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Arguments arguments = Arguments.read(Optional.ofNullable(args), Optional.ofNullable(kwargs), words);
        Settings settings = session.settings();
        try (Links links = new Links(settings)) {
            if (wait && links.results().isEmpty()) {
                throw new UsageException("--wait needs a result store, and none is configured."
                        + " Say --result-backend rpc:// (or redis://…), or leave out --wait");
            }
            links.broker().connect(settings.brokerConnectionTimeout());
            AsyncResult<?> sent = signature(links, arguments).applyAsync(this::options);
            Report report = new Report(session, json, traceback);
            if (!wait) {
                report.sent(sent.id());
                return Exit.OK;
            }
            session.say("Called " + task + ", id " + sent.id());
            return report.outcome(links, sent.id(), Optional.ofNullable(timeout));
        }
    }

    private Signature<?> signature(Links links, Arguments arguments) {
        Signature<?> signature =
                links.app().signature(task).args(arguments.positional().toArray());
        for (Map.Entry<String, @Nullable Object> named : arguments.named().entrySet()) {
            signature = signature.kwarg(named.getKey(), named.getValue());
        }
        return signature;
    }

    private CallOptions options(CallOptions options) {
        CallOptions chosen = options;
        if (queue != null) {
            chosen = chosen.queue(queue);
        }
        if (exchange != null) {
            chosen = chosen.exchange(exchange);
        }
        if (routingKey != null) {
            chosen = chosen.routingKey(routingKey);
        }
        if (serializer != null) {
            chosen = chosen.serializer(serializer);
        }
        if (timeLimit != null) {
            chosen = chosen.timeLimit(timeLimit);
        }
        if (softTimeLimit != null) {
            chosen = chosen.softTimeLimit(softTimeLimit);
        }
        return chosen;
    }
}
