package dev.lovage.settings;

import dev.lovage.messaging.LovageException;

/** A setting is unknown, or its value is of no use. The message names the setting, its place, and what would do. */
public class SettingsException extends LovageException {

    private static final long serialVersionUID = 1L;

    public SettingsException(String message) {
        super(message);
    }
}
