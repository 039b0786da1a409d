package dev.lovage.settings;

import java.time.Duration;

/** Reads a span of time as settings do, for other places where one is written as text. */
public final class Span {

    private Span() {}

    /**
     * The span: seconds such as {@code 10} or {@code 0.5}, or with a unit such as {@code 250ms}, {@code 10s}, {@code 5m}, {@code
     * 2h}, {@code 1d}.
     *
     * @throws IllegalArgumentException that says what it should have been
     */
    public static Duration parse(String text) {
        try {
            return SettingType.SPAN.read(text);
        } catch (SettingType.Unfit e) {
            throw new IllegalArgumentException(e.getMessage() + ", was '" + text + "'", e);
        }
    }
}
