package dev.lovage.worker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Makes text that came from elsewhere fit for a log line. */
final class Text {

    private Text() {}

    static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
        return text.substring(0, end) + "...";
    }

    /** On one line, with control characters made visible: nobody shall write log lines by sending messages. */
    static String line(String text, int length) {
        String cut = cut(text, length);
        if (cut.chars().noneMatch(Text::unprintable)) {
            return cut;
        }
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < cut.length(); i++) {
            char c = cut.charAt(i);
            safe.append(unprintable(c) ? String.format(Locale.ROOT, "\\u%04x", (int) c) : String.valueOf(c));
        }
        return safe.toString();
    }

    /** The beginning of a value's JSON text. */
    static String value(byte[] json, int length) {
        int bytes = Math.min(json.length, 4 * length);
        String text =
                StandardCharsets.UTF_8.decode(ByteBuffer.wrap(json, 0, bytes)).toString();
        return line(text, length);
    }

    private static boolean unprintable(int c) {
        return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029;
    }
}
