package dev.lovage.cli;

import dev.lovage.messaging.codec.DecodeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The arguments of a call, as typed on a command line. */
record Arguments(List<@Nullable Object> positional, Map<String, @Nullable Object> named) {

    private static final Pattern NAMED = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=(.*)", Pattern.DOTALL);

    /**
     * Reads words, {@code 2 Anna z=1}, after what {@code -a} and {@code -k} say.
     *
     * @throws UsageException when {@code -a} is no JSON array or {@code -k} no JSON object
     */
    static Arguments read(Optional<String> args, Optional<String> kwargs, List<String> words) {
        List<@Nullable Object> positional = new ArrayList<>(args.map(Arguments::array).orElse(List.of()));
        Map<String, @Nullable Object> named =
                new LinkedHashMap<>(kwargs.map(Arguments::object).orElse(Map.of()));
        for (String shielded : words) {
            String word = Numbers.unshield(shielded);
            Matcher pair = NAMED.matcher(word);
            if (pair.matches()) {
                named.put(pair.group(1), value(pair.group(2)));
            } else {
                positional.add(value(word));
            }
        }
        return new Arguments(positional, named);
    }

    /** JSON where it parses as JSON, else the text itself. */
    static @Nullable Object value(String word) {
        try {
            return Json.read(word);
        } catch (DecodeException e) {
            return word;
        }
    }

    private static List<@Nullable Object> array(String text) {
        if (json(text, "-a", "'[2, 2]'") instanceof List<?> list) {
            return new ArrayList<>(list);
        }
        throw new UsageException("-a takes a JSON array such as '[2, 2]', not " + text);
    }

    private static Map<String, @Nullable Object> object(String text) {
        if (!(json(text, "-k", "'{\"x\": 2}'") instanceof Map<?, ?> map)) {
            throw new UsageException("-k takes a JSON object such as '{\"x\": 2}', not " + text);
        }
        Map<String, @Nullable Object> named = new LinkedHashMap<>();
        map.forEach((name, value) -> named.put(String.valueOf(name), value));
        return named;
    }

    private static @Nullable Object json(String text, String option, String example) {
        try {
            return Json.read(text);
        } catch (DecodeException e) {
            throw new UsageException(option + " takes JSON such as " + example + ": " + e.getMessage());
        }
    }
}
