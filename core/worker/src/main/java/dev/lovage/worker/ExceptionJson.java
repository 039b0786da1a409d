package dev.lovage.worker;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Writes an exception as Celery stores it: its type's name and module, and what it was made from. */
final class ExceptionJson {

    private ExceptionJson() {}

    static byte[] of(String module, String type, String... arguments) {
        StringBuilder json = new StringBuilder("{\"exc_type\": ").append(quoted(type)).append(", \"exc_message\": [");
        for (int i = 0; i < arguments.length; i++) {
            json.append(i == 0 ? "" : ", ").append(quoted(arguments[i]));
        }
        json.append("], \"exc_module\": ").append(quoted(module)).append('}');
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A string as JSON, in ASCII. */
    static String quoted(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < 0x20 || c > 0x7e) {
                json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
