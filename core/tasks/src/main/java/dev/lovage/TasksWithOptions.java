package dev.lovage;

/** Defines tasks of an app as {@link Lovage} itself does, with options; these beat what an annotation says. Thread-safe. */
public final class TasksWithOptions extends InstanceTasks {

    private final Lovage app;
    private final TaskOptions options;

    TasksWithOptions(Lovage app, TaskOptions options) {
        this.app = app;
        this.options = options;
    }

    @Override
    TaskCore define(TaskReference reference) {
        return app.define(reference.with(options));
    }
}
