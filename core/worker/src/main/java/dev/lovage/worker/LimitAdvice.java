package dev.lovage.worker;

import dev.lovage.worker.Pool.Ability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What should be known of the time limits of tasks before one is reached. */
final class LimitAdvice {

    private static final int NAMED = 5;

    private LimitAdvice() {}

    /** A sentence for each thing that will not be as it was asked for. */
    static List<String> of(Policy policy, Set<Ability> abilities, List<CatalogEntry> catalog) {
        List<String> advice = new ArrayList<>();
        boolean soft =
                catalog.stream().anyMatch(entry -> policy.softLimit(entry).isPresent());
        boolean hard =
                catalog.stream().anyMatch(entry -> policy.hardLimit(entry).isPresent());
        if (soft && !abilities.contains(Ability.CHECK_LOOPS)) {
            advice.add("Soft time limits are heard in this pool only where a task waits, or asks its TaskContext; "
                    + "in a loop that computes, only in the process pool (-P process)");
        }
        if (hard && !abilities.contains(Ability.KILL)) {
            advice.add("Hard time limits in this pool interrupt a task and give its thread up, but can't end it; "
                    + "the process pool can (-P process)");
        }
        List<String> late = catalog.stream()
                .filter(entry -> neverHeard(policy.softLimit(entry), policy.hardLimit(entry)))
                .map(CatalogEntry::name)
                .toList();
        if (!late.isEmpty()) {
            String names = late.stream().limit(NAMED).collect(Collectors.joining(", "));
            advice.add("The soft time limit is not below the hard one, and is never reached, for " + names
                    + (late.size() > NAMED ? " and " + (late.size() - NAMED) + " more" : "")
                    + ". See task_soft_time_limit and task_time_limit");
        }
        return advice;
    }

    private static boolean neverHeard(Optional<Duration> soft, Optional<Duration> hard) {
        return soft.isPresent() && hard.isPresent() && soft.get().compareTo(hard.get()) >= 0;
    }
}
