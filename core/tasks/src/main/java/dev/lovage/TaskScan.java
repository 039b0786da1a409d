package dev.lovage;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the tasks of classes for a registry. Used by one thread, once. */
final class TaskScan {

    private final Set<Class<?>> seen = new LinkedHashSet<>();
    private final Set<Lovage> apps = new LinkedHashSet<>();
    private final Map<String, TaskDefinition> found = new LinkedHashMap<>();

    void add(Class<?> type) {
        if (!seen.add(type)) {
            return;
        }
        for (Field field : type.getDeclaredFields()) {
            addApp(field);
        }
        for (Class<?> member : type.getDeclaredClasses()) {
            add(member);
        }
    }

    TaskRegistry registry() {
        apps.forEach(app -> app.tasks().all().forEach(this::put));
        Instances instances = apps.isEmpty()
                ? new Instances(InstanceProvider.byConstructor())
                : apps.iterator().next().instances();
        for (Class<?> type : seen) {
            for (Method method : taskMethods(type)) {
                putUnlessKnown(
                        MethodReader.method(TaskNames.of(type, method), type, method, instances, TaskOptions.NONE));
            }
        }
        return new TaskRegistry(found.values(), apps.stream().findFirst());
    }

    /** What an app said of a method stands, also under another name than the method's annotation gives it. */
    private void putUnlessKnown(TaskDefinition definition) {
        if (found.values().stream().noneMatch(other -> other.sameAs(definition))) {
            put(definition);
        }
    }

    private void put(TaskDefinition definition) {
        TaskDefinition other = found.putIfAbsent(definition.name(), definition);
        if (other != null && !other.sameAs(definition)) {
            throw Duplicates.of(definition.name(), other, definition);
        }
    }

    private void addApp(Field field) {
        boolean holder =
                Lovage.class.isAssignableFrom(field.getType()) || TaskHandle.class.isAssignableFrom(field.getType());
        if (!holder || !Modifier.isStatic(field.getModifiers())) {
            return;
        }
        Object value = read(field);
        if (value instanceof Lovage app) {
            apps.add(app);
        } else if (value instanceof TaskHandle<?> handle) {
            apps.add(handle.core().app());
        }
    }

    private static @Nullable Object read(Field field) {
        try {
            field.setAccessible(true);
            return field.get(null);
        } catch (ExceptionInInitializerError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new TaskDefinitionException(
                    "The static initializer of " + field.getDeclaringClass().getName() + " failed: " + cause, cause);
        } catch (IllegalAccessException | RuntimeException e) {
            throw new TaskDefinitionException("The field " + field + " can't be read: " + e, e);
        }
    }

    private static List<Method> taskMethods(Class<?> type) {
        List<Method> methods = new ArrayList<>(Arrays.asList(type.getDeclaredMethods()));
        methods.removeIf(method ->
                method.isBridge() || !method.isAnnotationPresent(Task.class) || MethodReader.isContract(method));
        // Reflection knows no order; errors and lists shall not depend on it.
        methods.sort(Comparator.comparing(Method::getName).thenComparing(Method::toString));
        return methods;
    }
}
