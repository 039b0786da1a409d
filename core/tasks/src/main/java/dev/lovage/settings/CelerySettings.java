package dev.lovage.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** The names of Celery's settings that Lovage does not read yet, so that an error can tell them from misspellings. */
final class CelerySettings {

    private static final Set<String> NAMES = read();

    private CelerySettings() {}

    static boolean contains(String name) {
        return NAMES.contains(name);
    }

    private static Set<String> read() {
        try (InputStream in = CelerySettings.class.getResourceAsStream("celery-settings.txt")) {
            if (in == null) {
                return Set.of();
            }
            return Set.copyOf(Set.of(new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .strip()
                    .split("\\s+")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
