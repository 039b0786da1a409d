package dev.lovage.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The difference between the tasks before and after their code was loaded again: {@code +tasks.new -tasks.gone ~tasks.changed}. */
final class CatalogChange {

    private static final int SHOWN = 20;

    private CatalogChange() {}

    /** For people. A task has changed when its signature or an option has; what its method does, no catalog tells. */
    static String text(List<CatalogEntry> before, List<CatalogEntry> after) {
        TreeMap<String, CatalogEntry> old = byName(before);
        TreeMap<String, CatalogEntry> now = byName(after);
        List<String> changes = new ArrayList<>();
        now.keySet().stream().filter(name -> !old.containsKey(name)).forEach(name -> changes.add("+" + name));
        old.keySet().stream().filter(name -> !now.containsKey(name)).forEach(name -> changes.add("-" + name));
        now.forEach((name, entry) -> {
            if (old.containsKey(name) && !entry.equals(old.get(name))) {
                changes.add("~" + name);
            }
        });
        if (changes.isEmpty()) {
            return "the same " + now.size() + (now.size() == 1 ? " task" : " tasks");
        }
        int more = changes.size() - SHOWN;
        return String.join(" ", changes.subList(0, Math.min(SHOWN, changes.size())))
                + (more > 0 ? " and " + more + " more" : "");
    }

    private static TreeMap<String, CatalogEntry> byName(List<CatalogEntry> entries) {
        TreeMap<String, CatalogEntry> named = new TreeMap<>();
        entries.forEach(entry -> named.put(Text.line(entry.name(), 100), entry));
        return named;
    }
}
