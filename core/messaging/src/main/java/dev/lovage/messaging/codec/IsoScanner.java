package dev.lovage.messaging.codec;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;

/** Walks over one ISO 8601 text. */
final class IsoScanner {

    private final String text;
    private int position;

    IsoScanner(String text) {
        this.text = text;
    }

    boolean atEnd() {
        return position == text.length();
    }

    LocalDate date() {
        int year = number(4);
        boolean dashed = accept('-');
        int month = number(2);
        if (dashed && !accept('-')) {
            throw wrong("'-'");
        }
        return LocalDate.of(year, month, number(2));
    }

    void separator() {
        if (!accept('T') && !accept(' ') && !accept('t')) {
            throw wrong("'T'");
        }
    }

    LocalTime time() {
        int hour = number(2);
        if (atEnd() || !(peek() == ':' || digit(peek()))) {
            return LocalTime.of(hour, 0);
        }
        boolean colons = accept(':');
        int minute = number(2);
        int second = 0;
        int nanos = 0;
        if (!atEnd() && (colons ? peek() == ':' : digit(peek()))) {
            accept(':');
            second = number(2);
            nanos = accept('.') || accept(',') ? micros() * 1000 : 0;
        }
        return LocalTime.of(hour, minute, second, nanos);
    }

    ZoneOffset offset() {
        if (accept('Z') || accept('z')) {
            return ZoneOffset.UTC;
        }
        boolean west = accept('-');
        if (!west && !accept('+')) {
            throw wrong("an offset");
        }
        int hours = number(2);
        int minutes = part();
        int seconds = part();
        int sign = west ? -1 : 1;
        return ZoneOffset.ofHoursMinutesSeconds(sign * hours, sign * minutes, sign * seconds);
    }

    void end() {
        if (!atEnd()) {
            throw wrong("the end");
        }
    }

    private int part() {
        if (atEnd()) {
            return 0;
        }
        accept(':');
        return number(2);
    }

    /** A fraction of a second in microseconds; more digits are read and dropped. */
    private int micros() {
        int micros = 0;
        int digits = 0;
        while (!atEnd() && digit(peek())) {
            if (digits < 6) {
                micros = micros * 10 + peek() - '0';
            }
            digits++;
            position++;
        }
        if (digits == 0) {
            throw wrong("a digit");
        }
        for (int i = digits; i < 6; i++) {
            micros *= 10;
        }
        return micros;
    }

    private int number(int digits) {
        int number = 0;
        for (int i = 0; i < digits; i++) {
            if (atEnd() || !digit(peek())) {
                throw wrong("a digit");
            }
            number = number * 10 + peek() - '0';
            position++;
        }
        return number;
    }

    private boolean accept(char expected) {
        if (atEnd() || peek() != expected) {
            return false;
        }
        position++;
        return true;
    }

    private char peek() {
        return text.charAt(position);
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private DateTimeException wrong(String expected) {
        return new DateTimeException("no ISO 8601 time: expected " + expected + " at character " + (position + 1));
    }
}
