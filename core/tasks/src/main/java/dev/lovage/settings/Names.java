package dev.lovage.settings;

import dev.lovage.messaging.Suggestion;
import java.util.Locale;

/** The spellings of settings' names. */
final class Names {

    private Names() {}

    /**
     * {@code worker-concurrency}, {@code WORKER_CONCURRENCY} and {@code worker.concurrency} as {@code
     * worker_concurrency}.
     */
    static String canonical(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replace('-', '_').replace('.', '_');
    }

    /** The error for a name that is no setting's. */
    static SettingsException unknown(String name, String place) {
        String where = place.isEmpty() ? "" : " in " + place;
        String key = canonical(name);
        if (CelerySettings.contains(key)) {
            return new SettingsException(
                    "'" + name + "'" + where + " is a setting of Celery that this version of Lovage does not have. "
                            + "Take it out; CELERY_* environment variables may keep it");
        }
        return new SettingsException("There is no setting '" + name + "'" + where + ". "
                + Suggestion.of(key, Catalog.all().keySet())
                        .map(near -> "Did you mean '" + near + "'?")
                        .orElse("Check its spelling; names are Celery's, in snake or kebab case."));
    }

    static boolean looksSecret(String name) {
        return name.toLowerCase(Locale.ROOT)
                .matches(".*(pass|pwd|secret|token|credential|signature|private).*|(.*_)?(key|url)");
    }
}
