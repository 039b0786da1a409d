package dev.lovage.redis;

import dev.lovage.messaging.BrokerUrl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Options by kombu's names, as the user wrote them: typed in code or a file, or as text in the query of a URL. */
record Options(Map<String, Object> values) {

    Options {
        values = Map.copyOf(values);
    }

    /** Both together; the URL's query wins. */
    static Options of(BrokerUrl url, Map<String, Object> transportOptions) {
        Map<String, Object> all = new LinkedHashMap<>(transportOptions);
        all.putAll(url.query());
        return new Options(all);
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).map(Object::toString);
    }

    String text(String name, String otherwise) {
        return text(name).orElse(otherwise);
    }

    boolean flag(String name, boolean otherwise) {
        return text(name).map(Options::truth).orElse(otherwise);
    }

    /** A number of seconds, with or without a fraction. */
    Optional<Duration> seconds(String name) {
        return Optional.ofNullable(values.get(name)).map(value -> {
            if (value instanceof Duration duration) {
                return duration;
            }
            return Duration.ofMillis(Math.round(number(name, value.toString()) * 1000));
        });
    }

    List<Integer> numbers(String name, List<Integer> otherwise) {
        Object value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        List<Integer> numbers = new ArrayList<>();
        Iterable<?> parts = value instanceof Iterable<?> many
                ? many
                : List.of(value.toString().split("[,\\[\\] ]+"));
        for (Object part : parts) {
            if (!part.toString().isEmpty()) {
                numbers.add((int) number(name, part.toString()));
            }
        }
        return List.copyOf(numbers);
    }

    private static double number(String name, String text) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "Transport option '" + name + "' must be a number, was '" + text + "'", e);
        }
    }

    private static boolean truth(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "", "0", "false", "no", "off", "none" -> false;
            default -> true;
        };
    }
}
