package dev.lovage;

import java.lang.reflect.Method;

/** The naming rule: the name if given, else namespace and method, else class and method. */
final class TaskNames {

    private TaskNames() {}

    static String of(Class<?> owner, Method method) {
        Task task = method.getAnnotation(Task.class);
        if (task != null && !task.name().isEmpty()) {
            return task.name();
        }
        TaskNamespace space = owner.getAnnotation(TaskNamespace.class);
        return (space == null ? owner.getName().replace('$', '.') : space.value()) + "." + method.getName();
    }
}
