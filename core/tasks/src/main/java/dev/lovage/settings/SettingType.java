package dev.lovage.settings;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what somebody wrote, as text from an environment or as a value from YAML or code, into a setting's type. */
@FunctionalInterface
interface SettingType<T> {

    /**
     * The value.
     *
     * @throws Unfit when it is none
     */
    T read(Object raw);

    /** Says what a value should have been: {@code must be at least 1}. */
    final class Unfit extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Unfit(String expected) {
            super(expected, null, false, false);
        }
    }

    SettingType<String> TEXT = raw -> {
        if (raw instanceof Map || raw instanceof List) {
            throw new Unfit("must be a text");
        }
        return String.valueOf(raw);
    };

    SettingType<Boolean> FLAG = raw -> {
        String text = String.valueOf(raw).strip().toLowerCase(Locale.ROOT);
        if (Set.of("true", "yes", "on", "1").contains(text)) {
            return true;
        }
        if (Set.of("false", "no", "off", "0").contains(text)) {
            return false;
        }
        throw new Unfit("must be true or false");
    };

    /** Seconds as a number, or a number with a unit. */
    SettingType<Duration> SPAN = new SettingType<>() {

        private static final Pattern FORM = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*(ms|s|m|h|d)?");
        private static final Map<String, Long> MILLIS =
                Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

        @Override
        public Duration read(Object raw) {
            if (raw instanceof Duration span) {
                return span;
            }
            Matcher matcher = FORM.matcher(String.valueOf(raw).strip().toLowerCase(Locale.ROOT));
            if (!matcher.matches()) {
                throw new Unfit("must be a time such as 10 (seconds), 250ms, 10s, 5m, 2h or 1d");
            }
            String unit = matcher.group(2) == null ? "s" : matcher.group(2);
            BigDecimal millis =
                    new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(MILLIS.getOrDefault(unit, 1_000L)));
            return Duration.ofMillis(millis.longValue());
        }
    };

    /** Bytes as a number, or a number with a unit. */
    SettingType<Long> SIZE = new SettingType<>() {

        private static final Pattern FORM = Pattern.compile("([0-9]+)\\s*(k|m|g)?(?:i?b)?");
        private static final Map<String, Integer> SHIFT = Map.of("k", 10, "m", 20, "g", 30);

        @Override
        public Long read(Object raw) {
            Matcher matcher = FORM.matcher(String.valueOf(raw).strip().toLowerCase(Locale.ROOT));
            if (!matcher.matches() || matcher.group(1).length() > 12) {
                throw new Unfit("must be a size such as 4096, 512k, 16m or 1g");
            }
            int shift = matcher.group(2) == null ? 0 : SHIFT.getOrDefault(matcher.group(2), 0);
            return Long.parseLong(matcher.group(1)) << shift;
        }
    };

    /** Bytes, told as Celery's memory limits are: a number of KiB, or a number with a unit. */
    SettingType<Long> MEMORY = raw -> {
        String text = String.valueOf(raw).strip();
        try {
            return SIZE.read(!text.isEmpty() && text.chars().allMatch(Character::isDigit) ? text + "k" : text);
        } catch (Unfit e) {
            throw new Unfit("must be a number of KiB, or a size such as 512m or 1g");
        }
    };

    SettingType<ZoneId> ZONE = raw -> {
        try {
            return ZoneId.of(String.valueOf(raw));
        } catch (DateTimeException e) {
            throw new Unfit("must be a time zone such as UTC or Europe/Oslo");
        }
    };

    SettingType<List<String>> TEXTS = raw -> {
        if (raw instanceof Map) {
            throw new Unfit("must be a list");
        }
        List<?> parts = raw instanceof List<?> list
                ? list
                : Arrays.asList(String.valueOf(raw).split(",", -1));
        List<String> texts = new ArrayList<>();
        for (Object part : parts) {
            String text = String.valueOf(part).strip();
            if (!text.isEmpty()) {
                texts.add(text);
            }
        }
        return List.copyOf(texts);
    };

    /** Words as a shell splits them, or a list of them. */
    SettingType<String> WORDS = raw -> {
        String text = raw instanceof List<?> list ? ShellWords.join(list) : TEXT.read(raw);
        if (ShellWords.split(text).isEmpty()) {
            throw new Unfit("must be words as a shell takes them; a quote or a backslash lacks its other half");
        }
        return text;
    };

    /** A largest and a least number, in any order, or the largest alone. */
    SettingType<AutoscaleRange> RANGE = raw -> {
        List<String> numbers = TEXTS.read(raw);
        try {
            if (numbers.size() == 1 || numbers.size() == 2) {
                int one = count(0).read(numbers.get(0));
                int other = numbers.size() == 1 ? 0 : count(0).read(numbers.get(1));
                return AutoscaleRange.of(one, other);
            }
        } catch (Unfit | IllegalArgumentException e) {
            // What it must be is said as a whole.
        }
        throw new Unfit("must be the most and the least slots as in 10,2, or the most alone, at least 1 of each");
    };

    /** A map of names to values of any kind; nothing to be read from a text except a YAML or JSON map. */
    SettingType<Map<String, Object>> TREE = raw -> {
        Object value = raw instanceof String text ? YamlText.read(text) : raw;
        if (!(value instanceof Map<?, ?> map)) {
            throw new Unfit("must be a map of names to values, as in {\"visibility_timeout\": 3600}");
        }
        Map<String, Object> tree = new LinkedHashMap<>();
        map.forEach((key, item) -> tree.put(String.valueOf(key), item));
        return tree;
    };

    /** A whole number from a least one on. */
    static SettingType<Integer> count(int least) {
        return raw -> {
            int value;
            try {
                value = new BigDecimal(String.valueOf(raw).strip()).intValueExact();
            } catch (ArithmeticException | NumberFormatException e) {
                throw new Unfit("must be a whole number");
            }
            if (value < least) {
                throw new Unfit("must be at least " + least);
            }
            return value;
        };
    }

    /** One of some words. */
    static SettingType<String> oneOf(String... words) {
        return raw -> {
            String text = String.valueOf(raw).strip();
            if (!Arrays.asList(words).contains(text)) {
                throw new Unfit("must be one of " + String.join(", ", words));
            }
            return text;
        };
    }

    /** This type, with values read first turned into another form. */
    default <S> SettingType<S> map(Function<T, S> step) {
        return raw -> step.apply(read(raw));
    }
}
