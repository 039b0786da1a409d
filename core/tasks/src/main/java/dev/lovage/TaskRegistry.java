package dev.lovage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The tasks of a program by their names. Immutable and thread-safe. */
public final class TaskRegistry {

    private final Map<String, TaskDefinition> byName;
    private final Map<String, TaskDefinition> byAlias;
    private final Optional<Lovage> app;

    TaskRegistry(Collection<TaskDefinition> definitions, Optional<Lovage> app) {
        TreeMap<String, TaskDefinition> names = new TreeMap<>();
        definitions.forEach(definition -> names.put(definition.name(), definition));
        Map<String, TaskDefinition> aliases = new LinkedHashMap<>();
        for (TaskDefinition definition : names.values()) {
            for (String alias : definition.options().aliases()) {
                TaskDefinition other = names.containsKey(alias) ? names.get(alias) : aliases.put(alias, definition);
                if (other != null) {
                    throw Duplicates.of(alias, other, definition);
                }
            }
        }
        this.byName = Collections.unmodifiableMap(names);
        this.byAlias = aliases;
        this.app = app;
    }

    /**
     * Finds the tasks of classes: methods with {@link Task}, static or not, also those of member classes, and all
     * tasks of a
     * {@link Lovage} app in a static field. Initializes the classes.
     *
     * @throws TaskDefinitionException for two tasks of one name, or a method that can't be one
     */
    public static TaskRegistry scan(Class<?>... classes) {
        TaskScan scan = new TaskScan();
        for (Class<?> type : classes) {
            scan.add(type);
        }
        return scan.registry();
    }

    /** The task of that name or alias. */
    public Optional<TaskDefinition> find(String name) {
        TaskDefinition found = byName.get(name);
        return Optional.ofNullable(found == null ? byAlias.get(name) : found);
    }

    /**
     * The task of that name or alias.
     *
     * @throws UnknownTaskException when there is none
     */
    public TaskDefinition require(String name) {
        return find(name).orElseThrow(() -> new UnknownTaskException(name, byName.keySet()));
    }

    /** All tasks that can run here, by name. */
    public List<TaskDefinition> all() {
        return new ArrayList<>(byName.values());
    }

    /** The first app that the classes hold. */
    public Optional<Lovage> app() {
        return app;
    }
}
