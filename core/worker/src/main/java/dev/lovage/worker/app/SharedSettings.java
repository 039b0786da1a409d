package dev.lovage.worker.app;

import dev.lovage.settings.Settings;
import dev.lovage.settings.SettingsException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands a worker's settings on to the apps of this process, as system properties. */
final class SharedSettings {

    private static final Logger log = LoggerFactory.getLogger(SharedSettings.class);

    private static final Path NOWHERE = Path.of("/nonexistent");

    private SharedSettings() {}

    /** Sets one setting; a value that can't be read back is left out rather than keeping the application from loading. */
    static void apply(String name, String shown) {
        String property = "lovage." + name;
        String value = readable(shown);
        Properties alone = new Properties();
        alone.setProperty(property, value);
        try {
            Settings.loader()
                    .environment(Map.of())
                    .folder(NOWHERE)
                    .systemProperties(alone)
                    .load();
            System.setProperty(property, value);
        } catch (SettingsException e) {
            log.warn("The setting {} of the worker is not known to its tasks: {}", name, e.getMessage());
        }
    }

    /** What was shared, with defaults for the rest. */
    static Settings read() {
        return Settings.loader().environment(Map.of()).folder(NOWHERE).load();
    }

    /** Lists are shown in brackets and times as ISO 8601; they are read without, and with a unit. */
    private static String readable(String shown) {
        if (shown.startsWith("[") && shown.endsWith("]")) {
            return shown.substring(1, shown.length() - 1);
        }
        if (!shown.startsWith("PT")) {
            return shown;
        }
        try {
            return Duration.parse(shown).toMillis() + "ms";
        } catch (DateTimeParseException e) {
            return shown;
        }
    }
}
