package dev.lovage.worker;

import dev.lovage.settings.Settings;
import dev.lovage.worker.Pool.Ability;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Says, before a worker starts, what was asked of its pool that it can't do. Every ability that a setting asks for has a row. */
final class AbilityCheck {

    private static final List<Row> ROWS = List.of(
            new Row(
                    "worker_max_tasks_per_child",
                    settings -> settings.workerMaxTasksPerChild().isPresent(),
                    Ability.RECYCLE,
                    "has no child processes to replace"),
            new Row(
                    "worker_max_memory_per_child",
                    settings -> settings.workerMaxMemoryPerChild().isPresent(),
                    Ability.RECYCLE,
                    "has no child processes to replace"));

    /** When a setting asks for something. */
    private record Row(String setting, Predicate<Settings> asked, Ability ability, String why) {}

    private AbilityCheck() {}

    /** One line for each thing that was asked for and that a pool with these abilities can't do. */
    static List<String> complaints(Settings settings, String pool, Set<Ability> abilities) {
        return ROWS.stream()
                .filter(row -> row.asked().test(settings) && !abilities.contains(row.ability()))
                .map(row -> row.setting() + " has no effect: the pool '" + pool + "' " + row.why() + ". Use -P process")
                .toList();
    }
}
