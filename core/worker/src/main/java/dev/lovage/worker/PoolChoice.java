package dev.lovage.worker;

import dev.lovage.messaging.LovageException;
import dev.lovage.messaging.Suggestion;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;

/** The provider of the pool that the user named. */
record PoolChoice(String name, PoolProvider provider) {

    static PoolChoice of(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        Set<String> known = new TreeSet<>();
        for (PoolProvider provider : ServiceLoader.load(PoolProvider.class, PoolProvider.class.getClassLoader())) {
            if (provider.names().contains(wanted)) {
                return new PoolChoice(wanted, provider);
            }
            known.addAll(provider.names());
        }
        throw new LovageException("No pool is called '" + name + "'. "
                + Suggestion.of(wanted, known)
                        .map(near -> "Did you mean '" + near + "'? ")
                        .orElse("")
                + "There are " + String.join(", ", known));
    }
}
