package dev.lovage;

/** The error for two tasks of one name. */
final class Duplicates {

    private Duplicates() {}

    static TaskDefinitionException of(String name, TaskDefinition one, TaskDefinition other) {
        return new TaskDefinitionException("Two tasks are named '" + name + "': " + one.place() + " and "
                + other.place() + ". Give one of them another name, with @Task(name = …) or app.task(\"…\", …)");
    }
}
