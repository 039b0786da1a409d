package dev.lovage.cli;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How long child JVMs live. */
final class ChildChoice {

    @Option(
            names = {"--max-tasks-per-child", "--maxtasksperchild"},
            paramLabel = "N",
            description = "Replace a child JVM after so many tasks.")
    @Nullable
    String maxTasks;

    @Option(
            names = {"--max-memory-per-child", "--maxmemperchild"},
            paramLabel = "SIZE",
            description = "Replace a child JVM that uses more memory, after its task: KiB, or such as 512m.")
    @Nullable
    String maxMemory;

    void addTo(Map<String, String> said) {
        Optional.ofNullable(maxTasks).ifPresent(tasks -> said.put("worker_max_tasks_per_child", tasks));
        Optional.ofNullable(maxMemory).ifPresent(size -> said.put("worker_max_memory_per_child", size));
    }
}
