package dev.lovage.settings;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** Values as texts that their setting's type reads back. */
final class SettingText {

    private SettingText() {}

    static String of(Object value) {
        if (value instanceof Duration span) {
            return span.toMillis() + "ms";
        }
        if (value instanceof List<?> list) {
            return list.stream().map(String::valueOf).collect(Collectors.joining(","));
        }
        return value instanceof Map<?, ?> map ? JsonMapper.shared().writeValueAsString(map) : String.valueOf(value);
    }
}
