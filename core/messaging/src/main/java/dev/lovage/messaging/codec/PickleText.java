package dev.lovage.messaging.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.math.BigInteger;

/** The textual opcodes of the oldest protocol. */
final class PickleText {

    private PickleText() {}

    /** {@code 12}, and {@code 00} and {@code 01} for booleans. */
    static Object integer(String line) {
        if (line.equals("00") || line.equals("01")) {
            return line.equals("01");
        }
        return PickleReader.small(new BigInteger(line));
    }

    static Double decimal(String line) {
        return switch (line) {
            case "nan", "-nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.valueOf(line);
        };
    }

    static String latin1(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }

    /** Latin-1 with {@code \}{@code uXXXX} and {@code \}{@code UXXXXXXXX}; any other backslash is itself. */
    static String rawUnicodeEscaped(String line) {
        if (line.indexOf('\\') < 0) {
            return line;
        }
        StringBuilder text = new StringBuilder(line.length());
        int i = 0;
        while (i < line.length()) {
            int digits = digits(line, i);
            if (digits == 0) {
                text.append(line.charAt(i++));
            } else {
                text.appendCodePoint(Integer.parseInt(line, i + 2, i + 2 + digits, 16));
                i += 2 + digits;
            }
        }
        return text.toString();
    }

    private static int digits(String line, int at) {
        if (line.charAt(at) != '\\' || at + 1 == line.length()) {
            return 0;
        }
        return switch (line.charAt(at + 1)) {
            case 'u' -> 4;
            case 'U' -> 8;
            default -> 0;
        };
    }

    /** A Python 2 str as its repr: quotes around, C escapes inside. */
    static String quoted(String line) {
        String literal = line.strip();
        int last = literal.length() - 1;
        if (last < 1 || literal.charAt(0) != literal.charAt(last) || "'\"".indexOf(literal.charAt(0)) < 0) {
            throw new IllegalArgumentException("a text without quotes");
        }
        StringBuilder text = new StringBuilder(last);
        int i = 1;
        while (i < last) {
            char c = literal.charAt(i++);
            i = c == '\\' ? escape(literal, i, text) : plain(c, i, text);
        }
        return text.toString();
    }

    private static int plain(char c, int next, StringBuilder text) {
        text.append(c);
        return next;
    }

    /** Appends what the escape after a backslash means, and answers where it ends. */
    private static int escape(String literal, int at, StringBuilder text) {
        char c = literal.charAt(at);
        if (c == 'x') {
            text.append((char) Integer.parseInt(literal, at + 1, at + 3, 16));
            return at + 3;
        }
        if (c >= '0' && c <= '7') {
            int end = at;
            while (end < at + 3 && literal.charAt(end) >= '0' && literal.charAt(end) <= '7') {
                end++;
            }
            text.append((char) (Integer.parseInt(literal, at, end, 8) & 0xff));
            return end;
        }
        int known = "nrtabfv\\'\"".indexOf(c);
        text.append(known < 0 ? "\\" + c : String.valueOf("\n\r\t\u0007\b\f\u000b\\'\"".charAt(known)));
        return at + 1;
    }
}
