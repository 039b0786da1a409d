package dev.lovage.settings;

import org.jspecify.annotations.Nullable;

/**
 * One setting: its name, its type, its default. All of them are in {@link Catalog}.
 *
 * @param name Celery's, in snake case
 * @param fallback the value when nobody says one; null for none
 * @param secret whether its value is hidden from people
 */
record Setting<T>(
        String name, SettingType<T> type, @Nullable T fallback, boolean secret) {

    static <T> Setting<T> of(String name, SettingType<T> type, T fallback) {
        return new Setting<>(name, type, fallback, false);
    }

    static <T> Setting<T> absent(String name, SettingType<T> type) {
        return new Setting<>(name, type, null, false);
    }
}
