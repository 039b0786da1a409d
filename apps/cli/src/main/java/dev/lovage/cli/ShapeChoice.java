package dev.lovage.cli;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that decide which steps a worker has: who draws it takes the same as who starts it. */
final class ShapeChoice {

    @Option(
            names = "--autoscale",
            paramLabel = "MAX,MIN",
            description = "Move between so many tasks at once, as there is to do; MIN is 1 if left out.")
    @Nullable
    String autoscale;

    @Option(
            names = {"--reload", "--autoreload"},
            paramLabel = "PATHS",
            arity = "0..1",
            fallbackValue = "",
            description = "Load changed code while running; watch these files and folders, comma-separated, or those "
                    + "that the tasks come from.")
    @Nullable
    String reload;

    @Mixin
    StepChoice steps = new StepChoice();

    /** Adds what was said to the settings. */
    void addTo(Map<String, String> said) {
        Optional.ofNullable(autoscale).ifPresent(range -> said.put("worker_autoscale", range));
        Optional.ofNullable(reload).ifPresent(paths -> {
            said.put("worker_reload", "true");
            said.put("worker_reload_paths", paths);
        });
        steps.addTo(said);
    }
}
