package dev.lovage.worker;

import java.time.Duration;
import java.util.Optional;

/**
 * What the parent knows of a task: its name and policy, never its code.
 *
 * @param signature for people: {@code tasks.add(x: int, y: int) -> int}
 * @param acksLate empty to follow {@code task_acks_late}
 * @param ignoreResult empty to follow {@code task_ignore_result}
 * @param trackStarted empty to follow {@code task_track_started}
 * @param softTimeLimit the task's own; empty to follow {@code task_soft_time_limit}. A call's own counts more
 * @param timeLimit the task's own; empty to follow {@code task_time_limit}. A call's own counts more
 */
public record CatalogEntry(
        String name,
        String signature,
        Optional<Boolean> acksLate,
        Optional<Boolean> ignoreResult,
        Optional<Boolean> trackStarted,
        Optional<Duration> softTimeLimit,
        Optional<Duration> timeLimit) {}
