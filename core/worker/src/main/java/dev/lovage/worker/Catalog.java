package dev.lovage.worker;

import dev.lovage.messaging.Suggestion;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The tasks that the pool can run, by name. Belongs to the loop. */
final class Catalog {

    private final Map<String, CatalogEntry> entries = new TreeMap<>();

    void replace(Collection<CatalogEntry> all) {
        entries.clear();
        all.forEach(entry -> entries.put(entry.name(), entry));
    }

    Optional<CatalogEntry> find(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    List<CatalogEntry> all() {
        return List.copyOf(entries.values());
    }

    /** What to say after "no task 'x'". */
    String advice(String name) {
        return Suggestion.of(name, entries.keySet())
                .map(near -> "; did you mean '" + near + "'?")
                .orElse("; it has " + entries.size() + (entries.size() == 1 ? " task" : " tasks"));
    }
}
