package dev.lovage.binding;

import java.lang.reflect.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Turns Java values into plain data and plain data into the Java types a program declares. Thread-safe.
 *
 * <p>Plain data is what messages are made of: null, Boolean, Long, BigInteger, Double, BigDecimal, String, byte[],
 * UUID, LocalDateTime,
 * OffsetDateTime, LocalDate, LocalTime, OffsetTime, List, Map with String keys. These keep their types on the way, so
 * that an
 * {@code Object} or a {@code Map<String, Object>} gets a UUID as a UUID. No class is ever chosen by what the data says.
 */
public final class Binder {

    private static final Binder SHARED = new Binder();

    private final JsonMapper mapper = BinderMapper.create();
    private final ToData toData = new ToData(mapper);

    private Binder() {}

    /** The one binder; it has no state of its own. */
    public static Binder shared() {
        return SHARED;
    }

    /**
     * A value as plain data.
     *
     * @throws UnencodableException when it can't be
     */
    public @Nullable Object toData(@Nullable Object value) {
        try {
            return toData.convert(value);
        } catch (ToData.Refused e) {
            throw new UnencodableException(
                    "A " + className(value) + " cannot be written as JSON: " + e.getMessage() + ". " + ToData.REMEDY,
                    e);
        }
    }

    /**
     * An argument of a call as plain data.
     *
     * @throws UnencodableException when it can't be; the message names the task and the argument
     */
    public @Nullable Object argument(String task, String name, @Nullable Object value) {
        return named("Argument '" + name + "'", task, value);
    }

    /**
     * What a task returned as plain data.
     *
     * @throws UnencodableException when it can't be; the message names the task
     */
    public @Nullable Object result(String task, @Nullable Object value) {
        return named("The result", task, value);
    }

    private @Nullable Object named(String what, String task, @Nullable Object value) {
        try {
            return toData.convert(value);
        } catch (ToData.Refused e) {
            throw new UnencodableException(
                    what + " (" + className(value) + ") of " + task + " cannot be written as JSON: " + e.getMessage()
                            + ". " + ToData.REMEDY,
                    e);
        }
    }

    /**
     * Plain data as a Java type.
     *
     * @throws UnfitException when it is not of that type
     */
    public @Nullable Object toJava(@Nullable Object data, Type type) {
        if (data == null || type == Object.class) {
            return absent(data, type);
        }
        if (type instanceof Class<?> plain) {
            Object direct = Scalars.direct(data, plain);
            if (direct != null) {
                return direct;
            }
        }
        return convert(data, type);
    }

    /** What stands for an argument that a call leaves out. */
    @Nullable
    Object fallback(TaskParameter parameter) {
        if (parameter.fallback().isEmpty()) {
            return Optional.empty();
        }
        String text = parameter.fallback().get();
        if (parameter.type() == String.class) {
            return text;
        }
        Object data;
        try {
            data = mapper.readValue(text, Object.class);
        } catch (JacksonException e) {
            data = text;
        }
        return toJava(Scalars.widened(data), parameter.type());
    }

    private @Nullable Object absent(@Nullable Object data, Type type) {
        if (data != null) {
            return data;
        }
        Class<?> raw = TypeNames.raw(type);
        if (raw == Optional.class) {
            return Optional.empty();
        }
        if (raw.isPrimitive() && raw != void.class) {
            throw new UnfitException("null is no " + raw.getSimpleName(), null);
        }
        return null;
    }

    private @Nullable Object convert(Object data, Type type) {
        JavaType target = mapper.constructType(type);
        try (TokenBuffer tokens = FromData.tokens(mapper, data)) {
            return mapper.readValue(tokens.asParser(), target);
        } catch (JacksonException e) {
            throw new UnfitException(FromData.problem(e, data, type), e);
        }
    }

    private static String className(@Nullable Object value) {
        return value == null ? "null" : value.getClass().getTypeName();
    }
}
