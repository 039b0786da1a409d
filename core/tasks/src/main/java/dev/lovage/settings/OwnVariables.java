package dev.lovage.settings;

import java.util.Set;

/** Environment variables that begin with {@code LOVAGE_} and are no settings. */
final class OwnVariables {

    private static final Set<String> NAMES =
            Set.of("LOVAGE_HOME", "LOVAGE_OPTS", "LOVAGE_JAVA", "LOVAGE_APP", "LOVAGE_DEBUG");

    private OwnVariables() {}

    static boolean contains(String variable) {
        // Those that launchers and parents hand to their own processes start with two underscores' worth of prefix.
        return NAMES.contains(variable) || variable.startsWith("LOVAGE__");
    }
}
