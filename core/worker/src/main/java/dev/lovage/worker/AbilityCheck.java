package dev.lovage.worker;

import dev.lovage.settings.Settings;
import dev.lovage.worker.Pool.Ability;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Says, before a worker starts, what was asked of its pool that it can't do. Time limits, which tasks ask for, are told with the
 * catalog: see {@link LimitAdvice}.
 */
final class AbilityCheck {

    private static final List<Row> ROWS = List.of(
            ofChildren("worker_max_tasks_per_child"),
            ofChildren("worker_max_memory_per_child"),
            ofChildren("worker_child_opts"),
            ofChildren("worker_child_leftovers"),
            ofChildren("worker_child_cache"),
            ofChildren("worker_proc_alive_timeout"),
            ofChildren("worker_soft_limit_packages"),
            new Row(
                    "worker_cancel_long_running_tasks_on_connection_loss",
                    asked -> asked.settings().workerCancelLongRunningTasksOnConnectionLoss(),
                    Ability.KILL,
                    "can't end a task"),
            new Row("worker_autoscale", Asked::scales, Ability.RESIZE, "keeps its size"),
            new Row("worker_reload", Asked::reloads, Ability.RENEW, "can't load code again"));

    /**
     * What a worker was asked for.
     *
     * @param scales in a setting or by the program that it is part of, as is {@code reloads}
     */
    record Asked(Settings settings, boolean scales, boolean reloads) {

        boolean says(String setting) {
            return !settings.origin(setting).equals("default");
        }
    }

    /** When something is asked for. */
    private record Row(String setting, Predicate<Asked> wanted, Ability ability, String why) {}

    private AbilityCheck() {}

    /** Who replaces children has some. */
    private static Row ofChildren(String setting) {
        return new Row(setting, asked -> asked.says(setting), Ability.RECYCLE, "has no child processes");
    }

    /** One line for each thing that was asked for and that a pool with these abilities can't do. */
    static List<String> complaints(Asked asked, String pool, Set<Ability> abilities) {
        return ROWS.stream()
                .filter(row -> row.wanted().test(asked) && !abilities.contains(row.ability()))
                .map(row -> row.setting() + " has no effect: the pool '" + pool + "' " + row.why() + ". Use -P process")
                .toList();
    }
}
