package dev.lovage.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that add and switch off a worker's steps. */
final class StepChoice {

    @Option(
            names = "--step",
            paramLabel = "CLASS",
            split = ",",
            description = "A step that the worker has too, from the application; may be repeated.")
    List<String> steps = new ArrayList<>();

    @Option(
            names = "--consumer-step",
            paramLabel = "CLASS",
            split = ",",
            description = "The same for the worker's consumer; may be repeated.")
    List<String> consumerSteps = new ArrayList<>();

    @Option(
            names = {"-x", "--without-step"},
            paramLabel = "NAME",
            split = ",",
            description = "A step that is switched off; may be repeated.")
    List<String> without = new ArrayList<>();

    /** Adds what was said to the settings. */
    void addTo(Map<String, String> said) {
        put(said, "worker_steps", steps);
        put(said, "worker_consumer_steps", consumerSteps);
        put(said, "worker_without_steps", without);
    }

    private static void put(Map<String, String> said, String setting, List<String> values) {
        if (!values.isEmpty()) {
            said.put(setting, String.join(",", values));
        }
    }
}
