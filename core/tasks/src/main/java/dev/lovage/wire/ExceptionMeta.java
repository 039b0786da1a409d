package dev.lovage.wire;

import dev.lovage.messaging.codec.JsonSerializer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An exception as results carry it. Only ever data: no class is made of it.
 *
 * @param type the class's simple name: {@code ValueError}
 * @param message what it was constructed with; for Java, the message
 * @param module the module or package: {@code builtins}, {@code java.lang}
 */
public record ExceptionMeta(String type, List<@Nullable Object> message, String module) {

    private static final JsonSerializer JSON = new JsonSerializer();

    public ExceptionMeta {
        message = Collections.unmodifiableList(new ArrayList<>(message));
    }

    /** A Java exception: simple name, package, message; one without a message has an empty list. */
    public static ExceptionMeta of(Throwable thrown) {
        Class<?> type = thrown.getClass();
        String name = type.getName()
                .substring(
                        type.getPackageName().isEmpty()
                                ? 0
                                : type.getPackageName().length() + 1);
        String text = text(thrown);
        return new ExceptionMeta(
                name.replace('$', '.'), text == null ? List.of() : List.of(text), type.getPackageName());
    }

    /**
     * Reads the value of a failed result; a value of another shape, as very old or foreign workers write it, becomes an
     * {@code Exception} with that value.
     */
    public static ExceptionMeta decode(byte[] value) {
        return read(JSON.decode(value));
    }

    /** The same over plain data. */
    public static ExceptionMeta read(@Nullable Object data) {
        if (!(data instanceof Map<?, ?> map) || !(map.get("exc_type") instanceof String type)) {
            return new ExceptionMeta("Exception", Collections.singletonList(data), "builtins");
        }
        Object message = map.get("exc_message");
        return new ExceptionMeta(
                type,
                message instanceof List<?> list
                        ? new ArrayList<@Nullable Object>(list)
                        : Collections.singletonList(message),
                map.get("exc_module") instanceof String module ? module : "builtins");
    }

    /** The value of a failed result, JSON text. */
    public byte[] encode() {
        return JSON.encode(toData());
    }

    /** The same as plain data. */
    public Map<String, @Nullable Object> toData() {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("exc_type", type);
        data.put("exc_message", message);
        data.put("exc_module", module);
        return data;
    }

    /** {@code ValueError: boom}, for a log or an error. */
    public String summary() {
        return message.isEmpty()
                ? type
                : type + ": " + (message.size() == 1 ? String.valueOf(message.get(0)) : PyRepr.tuple(message));
    }

    /** An exception may fail at telling its message; that must not hide it. */
    private static @Nullable String text(Throwable thrown) {
        try {
            return thrown.getMessage();
        } catch (RuntimeException e) {
            return "<no message: " + e.getClass().getName() + ">";
        }
    }
}
