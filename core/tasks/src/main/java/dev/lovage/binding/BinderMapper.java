package dev.lovage.binding;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZonedDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/** The mapper behind the binder: strict about types, and the types that messages carry pass through it untouched. */
final class BinderMapper {

    private BinderMapper() {}

    static JsonMapper create() {
        SimpleModule types = new SimpleModule("lovage-types");
        passThrough(types, UUID.class);
        passThrough(types, BigDecimal.class);
        passThrough(types, byte[].class);
        passThrough(types, LocalDateTime.class);
        passThrough(types, OffsetDateTime.class);
        passThrough(types, ZonedDateTime.class);
        passThrough(types, Instant.class);
        passThrough(types, LocalDate.class);
        passThrough(types, LocalTime.class);
        passThrough(types, OffsetTime.class);
        return JsonMapper.builder()
                .addModule(types)
                // An object without properties is nearly always one that can't travel.
                .enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .disable(EnumFeature.WRITE_ENUMS_USING_TO_STRING, EnumFeature.READ_ENUMS_USING_TO_STRING)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(
                        LogicalType.Textual,
                        config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .build();
    }

    private static <T> void passThrough(SimpleModule types, Class<T> type) {
        types.addSerializer(type, new Embedding<>());
        types.addDeserializer(type, new Unwrapping<>(type));
    }

    /** Hands a value on as it is. */
    private static final class Embedding<T> extends ValueSerializer<T> {

        @Override
        public void serialize(T value, JsonGenerator out, SerializationContext context) {
            Object plain = Scalars.plain(value);
            out.writeEmbeddedObject(plain == null ? value : plain);
        }
    }

    /** Takes a value as it is, or from what says the same. */
    private static final class Unwrapping<T> extends ValueDeserializer<T> {

        private final Class<T> type;

        Unwrapping(Class<T> type) {
            this.type = type;
        }

        @Override
        public @Nullable T deserialize(JsonParser parser, DeserializationContext context) {
            Object value = Scalars.typed(raw(parser), type);
            return value == null ? type.cast(context.handleUnexpectedToken(type, parser)) : type.cast(value);
        }

        private static @Nullable Object raw(JsonParser parser) {
            JsonToken token = parser.currentToken();
            return switch (token) {
                case VALUE_EMBEDDED_OBJECT -> parser.getEmbeddedObject();
                case VALUE_STRING -> parser.getString();
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Scalars.widened(parser.getNumberValue());
                default -> null;
            };
        }
    }
}
