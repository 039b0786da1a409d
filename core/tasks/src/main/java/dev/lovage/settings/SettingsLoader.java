package dev.lovage.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.UnaryOperator;

/** Gathers settings from their places and checks each of them. Not thread-safe. */
public final class SettingsLoader {

    private Map<String, String> commandLine = Map.of();
    private Map<String, String> properties = strings(System.getProperties());
    private Map<String, String> environment = System.getenv();
    private Path folder = Path.of("").toAbsolutePath();
    private SettingsBuilder code = new SettingsBuilder();

    SettingsLoader() {}

    /** What was said on the command line: setting names and values. */
    public SettingsLoader commandLine(Map<String, String> options) {
        commandLine = Map.copyOf(options);
        return this;
    }

    /** These system properties instead of the process's own; those that begin with {@code lovage.} count. */
    public SettingsLoader systemProperties(Properties other) {
        properties = strings(other);
        return this;
    }

    /** This environment instead of the process's own. */
    public SettingsLoader environment(Map<String, String> other) {
        environment = Map.copyOf(other);
        return this;
    }

    /** This working directory instead of the process's own: {@code lovage.yaml} is read there. */
    public SettingsLoader folder(Path other) {
        folder = other.toAbsolutePath();
        return this;
    }

    /** What the program says: {@code s -> s.workerConcurrency(8)}. */
    public SettingsLoader code(UnaryOperator<SettingsBuilder> change) {
        code = change.apply(code);
        return this;
    }

    /**
     * Reads all places.
     *
     * @throws SettingsException on the first unknown name or unfit value
     */
    public Settings load() {
        Map<String, Settings.Value> values = new LinkedHashMap<>();
        // From the weakest place to the strongest: later ones replace earlier ones.
        code.values().forEach((name, value) -> put(values, name, value, "code"));
        Path file = folder.resolve("lovage.yaml");
        if (Files.isRegularFile(file)) {
            YamlFile.read(file, environment)
                    .forEach(entry ->
                            put(values, entry.name(), entry.value(), file.getFileName() + " line " + entry.line()));
        }
        environment.forEach((variable, value) -> {
            String name = Names.canonical(after("CELERY_", variable));
            if (Catalog.all().containsKey(name)) {
                put(values, name, value, "environment " + variable);
            }
        });
        environment.forEach((variable, value) -> {
            String name = after("LOVAGE_", variable);
            if (!name.isEmpty() && !OwnVariables.contains(variable)) {
                put(values, name, value, "environment " + variable);
            }
        });
        properties.forEach((property, value) -> {
            if (property.startsWith("lovage.")) {
                put(values, property.substring("lovage.".length()), value, "system property " + property);
            }
        });
        commandLine.forEach((name, value) -> put(values, name, value, "command line"));
        return new Settings(values, folder, code.values());
    }

    private static void put(Map<String, Settings.Value> values, String name, Object raw, String place) {
        Setting<?> setting = Catalog.all().get(Names.canonical(name));
        if (setting == null) {
            throw Names.unknown(name, place);
        }
        values.put(setting.name(), new Settings.Value(read(setting, raw, place), place));
    }

    private static Object read(Setting<?> setting, Object raw, String place) {
        try {
            return setting.type().read(raw);
        } catch (SettingType.Unfit e) {
            String was = setting.secret() ? "**" : String.valueOf(raw);
            throw new SettingsException(setting.name() + " " + e.getMessage() + ", was " + was + " (" + place + ")");
        }
    }

    private static String after(String prefix, String variable) {
        return variable.toUpperCase(Locale.ROOT).startsWith(prefix) ? variable.substring(prefix.length()) : "";
    }

    private static Map<String, String> strings(Properties source) {
        Map<String, String> strings = new LinkedHashMap<>();
        source.stringPropertyNames().forEach(name -> strings.put(name, source.getProperty(name)));
        return strings;
    }
}
