package dev.lovage.cli;

import dev.lovage.messaging.Clock;
import dev.lovage.settings.Settings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What every command stands on: the options said for all of them, and what the program found when it started. */
final class Session {

    private final Surroundings surroundings;
    private final RootCommand root;

    Session(Surroundings surroundings, RootCommand root) {
        this.surroundings = surroundings;
        this.root = root;
    }

    Terminal terminal() {
        return surroundings.terminal();
    }

    Clock clock() {
        return surroundings.clock();
    }

    Path folder() {
        return surroundings.folder();
    }

    Map<String, String> environment() {
        return surroundings.environment();
    }

    /** Prints a line of talk, unless told to be quiet. */
    void say(String line) {
        if (!root.quiet) {
            terminal().say(line);
        }
    }

    boolean quiet() {
        return root.quiet;
    }

    /** {@code -A}, or the application that the environment names. */
    Optional<String> app() {
        return Optional.ofNullable(root.app)
                .or(() -> Optional.ofNullable(environment().get("LOVAGE_APP")))
                .or(() -> Optional.ofNullable(environment().get("CELERY_APP")))
                .filter(name -> !name.isBlank());
    }

    Settings settings() {
        return settings(Map.of());
    }

    /** The settings, with more of them said by the command's own options. */
    Settings settings(Map<String, String> more) {
        return settings(more, Map.of());
    }

    /**
     * The settings, with what the application's code says of them: one whose code names its broker is served on that one, unless a
     * nearer word names another. Loads the code in a child JVM.
     *
     * @throws UnloadableException when it can't be loaded
     */
    Settings settingsOfApp(Map<String, String> more) {
        Settings settings = settings(more);
        return app().map(app -> new ApplicationFacts(clock()).of(app, settings).settings())
                .map(code -> settings(more, code))
                .orElse(settings);
    }

    /** The settings, with what an application's code says of them: it counts least. */
    Settings settings(Map<String, String> more, Map<String, String> code) {
        Map<String, String> said = new LinkedHashMap<>(root.settings());
        said.putAll(more);
        return Settings.loader()
                .folder(folder())
                .environment(environment())
                .commandLine(said)
                .code(builder -> {
                    code.forEach(builder::set);
                    return builder;
                })
                .load();
    }
}
