package dev.lovage.wire;

import java.math.BigInteger;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Typed reading of a map that came off the wire: absent and null are the same, a wrong shape names the field. */
final class Fields {

    private final Map<String, @Nullable Object> map;

    private Fields(Map<String, @Nullable Object> map) {
        this.map = map;
    }

    static Fields of(Map<String, @Nullable Object> map) {
        return new Fields(map);
    }

    static Fields of(@Nullable Object wire, String what) {
        return new Fields(map(wire, what));
    }

    @SuppressWarnings("unchecked") // plain data: the keys of a decoded map are strings
    static Map<String, @Nullable Object> map(@Nullable Object wire, String what) {
        if (wire instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw new MalformedTaskException(what + " is not an object but " + kind(wire));
    }

    @SuppressWarnings("unchecked") // plain data
    static List<@Nullable Object> list(@Nullable Object wire, String what) {
        if (wire instanceof List<?> list) {
            return (List<@Nullable Object>) list;
        }
        throw new MalformedTaskException(what + " is not a list but " + kind(wire));
    }

    @Nullable
    List<@Nullable Object> listOrNull(String name) {
        Object value = map.get(name);
        return value == null ? null : list(value, "'" + name + "'");
    }

    @Nullable
    Map<String, @Nullable Object> mapOrNull(String name) {
        Object value = map.get(name);
        return value == null ? null : map(value, "'" + name + "'");
    }

    Map<String, @Nullable Object> mapOrEmpty(String name) {
        Map<String, @Nullable Object> value = mapOrNull(name);
        return value == null ? Map.of() : value;
    }

    Optional<String> text(String name) {
        Object value = map.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text) {
            return Optional.of(text);
        }
        throw new MalformedTaskException("'" + name + "' is not a text but " + kind(value));
    }

    /** A text that people read: cut, and absent rather than an error when it is none. */
    Optional<String> label(String name, int longest) {
        return map.get(name) instanceof String text
                ? Optional.of(text.length() <= longest ? text : text.substring(0, longest))
                : Optional.empty();
    }

    Optional<Integer> integer(String name) {
        Object value = map.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Number number && !(value instanceof BigInteger)) {
            return Optional.of((int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number.longValue())));
        }
        throw new MalformedTaskException("'" + name + "' is not a whole number but " + kind(value));
    }

    boolean truth(String name) {
        Object value = map.get(name);
        return value instanceof Boolean flag ? flag : value instanceof Number number && number.longValue() != 0;
    }

    @Nullable
    Object value(String name) {
        return map.get(name);
    }

    Map<String, @Nullable Object> without(Collection<String> known) {
        Map<String, @Nullable Object> rest = Map.of();
        for (Map.Entry<String, @Nullable Object> entry : map.entrySet()) {
            if (!known.contains(entry.getKey())) {
                rest = rest.isEmpty() ? new LinkedHashMap<>() : rest;
                rest.put(entry.getKey(), entry.getValue());
            }
        }
        return rest;
    }

    static String kind(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof Map<?, ?>) {
            return "an object";
        }
        if (value instanceof List<?>) {
            return "a list";
        }
        if (value instanceof Number) {
            return "a number";
        }
        return value instanceof String ? "a text" : "a " + value.getClass().getSimpleName();
    }
}
