package dev.lovage.settings;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads a value written as YAML, of which JSON is a part. */
final class YamlText {

    private YamlText() {}

    static @Nullable Object read(String text) {
        try {
            return new Load(LoadSettings.builder().setCodePointLimit(1 << 20).build()).loadFromString(text);
        } catch (YamlEngineException e) {
            return text;
        }
    }
}
