package dev.lovage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.Lovage;
import dev.lovage.settings.Settings;
import dev.lovage.settings.SettingsBuilder;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class AbilityCheckTest {

    private static Settings settings(UnaryOperator<SettingsBuilder> said) {
        try (Lovage app = Lovage.builder("shop")
                .broker("memory://ability-check")
                .settings(s -> said.apply(s))
                .build()) {
            return app.settings();
        }
    }

    private static List<String> complaints(Settings settings, String pool, Set<Pool.Ability> abilities) {
        return AbilityCheck.complaints(new AbilityCheck.Asked(settings, false, false), pool, abilities);
    }

    @Test
    void aPoolThatKeepsItsSizeAndItsCodeSaysSo() {
        AbilityCheck.Asked asked = new AbilityCheck.Asked(settings(s -> s), true, true);
        assertThat(AbilityCheck.complaints(asked, "solo", Set.of()))
                .containsExactly(
                        "worker_autoscale has no effect: the pool 'solo' keeps its size. Use -P process",
                        "worker_reload has no effect: the pool 'solo' can't load code again. Use -P process");
        assertThat(AbilityCheck.complaints(asked, "process", Set.of(Pool.Ability.RESIZE, Pool.Ability.RENEW)))
                .isEmpty();
    }

    @Test
    void aPoolOfThreadsSaysThatItReplacesNoChildren() {
        Settings settings = settings(s -> s.workerMaxTasksPerChild(100).workerMaxMemoryPerChild(12_000));
        assertThat(settings.workerMaxMemoryPerChild()).contains(12_000L * 1024);
        assertThat(complaints(settings, "threads", Set.of()))
                .containsExactly(
                        "worker_max_tasks_per_child has no effect: the pool 'threads' has no child processes. Use -P process",
                        "worker_max_memory_per_child has no effect: the pool 'threads' has no child processes. Use -P process");
        assertThat(complaints(settings, "process", Set.of(Pool.Ability.RECYCLE)))
                .isEmpty();
    }

    @Test
    void aPoolOfThreadsSaysThatItEndsNoTask() {
        Settings settings = settings(s -> s.workerCancelLongRunningTasksOnConnectionLoss(true));
        assertThat(complaints(settings, "threads", Set.of()))
                .containsExactly(
                        "worker_cancel_long_running_tasks_on_connection_loss has no effect: the pool 'threads' can't end a task."
                                + " Use -P process");
        assertThat(complaints(settings, "process", Set.of(Pool.Ability.KILL))).isEmpty();
        assertThat(complaints(
                        settings(s -> s.workerCancelLongRunningTasksOnConnectionLoss(false)), "threads", Set.of()))
                .isEmpty();
    }

    @Test
    void aPoolOfThreadsSaysThatNothingOfChildrenHoldsForIt() {
        Settings settings = settings(s -> s.set("worker_child_opts", "-Xmx1g")
                .set("worker_child_leftovers", "recycle")
                .set("worker_child_cache", "none")
                .set("worker_proc_alive_timeout", "5")
                .set("worker_soft_limit_packages", "com.acme"));
        assertThat(complaints(settings, "solo", Set.of()))
                .extracting(line -> line.substring(0, line.indexOf(' ')))
                .containsExactly(
                        "worker_child_opts",
                        "worker_child_leftovers",
                        "worker_child_cache",
                        "worker_proc_alive_timeout",
                        "worker_soft_limit_packages");
        assertThat(complaints(settings, "process", Set.of(Pool.Ability.RECYCLE)))
                .isEmpty();
    }

    @Test
    void nothingAskedNothingSaid() {
        assertThat(complaints(settings(s -> s), "threads", Set.of())).isEmpty();
    }

    @Test
    void memoryIsToldInKibibytesOrWithAUnit() {
        assertThat(settings(s -> s.set("worker_max_memory_per_child", "512m")).workerMaxMemoryPerChild())
                .contains(512L << 20);
        assertThat(settings(s -> s.set("worker_max_memory_per_child", 200_000)).workerMaxMemoryPerChild())
                .contains(200_000L << 10);
    }
}
