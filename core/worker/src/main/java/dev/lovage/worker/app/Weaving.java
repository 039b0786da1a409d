package dev.lovage.worker.app;

import dev.lovage.worker.weave.Weaver;
import java.net.URL;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which classes get checks of the soft time limit: those of the user's own places, and those of packages that were named. */
final class Weaving {

    /** No class gets any. */
    static final Weaving NONE = new Weaving(false, Set.of(), List.of());

    private static final Logger log = LoggerFactory.getLogger(Weaving.class);

    private final boolean on;
    private final Set<String> places;
    private final List<String> packages;

    private Weaving(boolean on, Set<String> places, List<String> packages) {
        this.on = on;
        this.places = places;
        this.packages = packages;
    }

    /**
     * @param places jars and directories of the user's own
     * @param packages names of packages; those below them belong to them
     */
    static Weaving of(List<URL> places, List<String> packages) {
        return new Weaving(true, places.stream().map(URL::toString).collect(Collectors.toSet()), List.copyOf(packages));
    }

    boolean any() {
        return on;
    }

    boolean wants(String className, URL place) {
        return on
                && (places.contains(place.toString())
                        || packages.stream().anyMatch(name -> className.startsWith(name + ".")));
    }

    /** The class with checks; as it was if it is of a kind that can't have any. */
    byte[] weave(String className, byte[] classFile) {
        if (!on) {
            return classFile;
        }
        try {
            return Weaver.weave(classFile);
        } catch (RuntimeException e) {
            log.warn(
                    "The class {} gets no checks of the soft time limit, for it can't be read: {}. "
                            + "In its loops a task ends at its hard limit only",
                    className,
                    e.toString());
            return classFile;
        }
    }
}
