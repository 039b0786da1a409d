package dev.lovage.cli;

import dev.lovage.messaging.LovageException;
import dev.lovage.worker.Worker;
import dev.lovage.worker.WorkerBuilder;
import dev.lovage.worker.graph.StepGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Draws what a worker is made of. Connects to nothing and starts no worker; it asks the application's code for its settings. */
@Command(
        name = "graph",
        description = "Draw the steps that a worker is made of, as DOT or as a picture.",
        sortOptions = false,
        footer = {
            "%nExamples:",
            "  lovage graph bootsteps | dot -Tpng > steps.png",
            "  lovage graph bootsteps --svg=steps.svg",
            "  lovage -A Tasks.java graph bootsteps --step Heartbeat --autoscale=10,2 --svg > steps.svg"
        })
final class GraphCommand implements Callable<Integer> {

    @Parameters(paramLabel = "WHAT", description = "bootsteps")
    String what = "";

    @Option(
            names = "--svg",
            paramLabel = "FILE",
            arity = "0..1",
            fallbackValue = "",
            description = "A picture instead of DOT; to standard output without a file.")
    @Nullable
    String svg;

    @Mixin
    ShapeChoice shape = new ShapeChoice();

    private final Session session;

    GraphCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (!what.equals("bootsteps")) {
            throw new UsageException("There is no graph of '" + what + "'; there is one of bootsteps.");
        }
        StepGraph graph = graph();
        if (svg == null) {
            session.terminal().data(graph.toDot().stripTrailing());
        } else if (svg.isEmpty()) {
            session.terminal().data(graph.toSvg().stripTrailing());
        } else {
            write(session.folder().resolve(svg), graph.toSvg());
        }
        return Exit.OK;
    }

    private StepGraph graph() {
        Map<String, String> said = new LinkedHashMap<>();
        shape.addTo(said);
        WorkerBuilder builder = Worker.builder(session.settingsOfApp(said));
        session.app().ifPresent(builder::application);
        try (Worker worker = builder.build()) {
            return worker.graph();
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new LovageException("Can't write " + file + ": " + e, e);
        }
    }
}
