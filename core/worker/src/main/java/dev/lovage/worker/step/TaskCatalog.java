package dev.lovage.worker.step;

import java.util.List;

/** The tasks that the worker can run, as they are now: a reload may change them. Thread-safe. */
public interface TaskCatalog {

    /** All of them, by name; an alias is one of its own. */
    List<KnownTask> tasks();

    /**
     * A task.
     *
     * @param signature for people: {@code tasks.add(x: int, y: int) -> int}
     */
    record KnownTask(String name, String signature) {}
}
