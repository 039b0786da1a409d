package dev.lovage.worker.channel;

/** Whose a piece of a child's output is: a task's id and name, and its queue; all empty for nobody's. */
public record TaskLabel(String id, String name, String queue) {

    /** No task. */
    public static final TaskLabel NONE = new TaskLabel("", "", "");

    public boolean isNone() {
        return id.isEmpty();
    }
}
