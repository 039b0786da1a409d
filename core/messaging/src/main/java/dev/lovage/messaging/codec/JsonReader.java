package dev.lovage.messaging.codec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads one JSON document from a parser into plain data. The parser bounds depth, numbers and lengths. */
final class JsonReader {

    private final JsonParser parser;
    private final DecodeLimits limits;
    private int items;

    JsonReader(JsonParser parser, DecodeLimits limits) {
        this.parser = parser;
        this.limits = limits;
    }

    @Nullable
    Object document() {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw wrong("there is nothing");
        }
        Object value = value(first);
        if (parser.nextToken() != null) {
            throw wrong("something follows the end");
        }
        return value;
    }

    private @Nullable Object value(JsonToken token) {
        if (++items > limits.maxItems()) {
            throw wrong("more than " + limits.maxItems() + " values");
        }
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> null;
            default -> throw wrong("unexpected " + token);
        };
    }

    private Object integer() {
        return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                ? parser.getBigIntegerValue()
                : (Object) parser.getLongValue();
    }

    private List<@Nullable Object> array() {
        List<@Nullable Object> list = new ArrayList<>();
        JsonToken token = parser.nextToken();
        while (token != JsonToken.END_ARRAY) {
            list.add(value(token));
            token = parser.nextToken();
        }
        return list;
    }

    private Object object() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        String name = parser.nextName();
        while (name != null) {
            map.put(name, value(parser.nextToken()));
            name = parser.nextName();
        }
        return TypedValues.isTyped(map) ? typed(map) : map;
    }

    private Object typed(Map<String, @Nullable Object> map) {
        try {
            return TypedValues.read(map, limits);
        } catch (RuntimeException e) {
            throw new DecodeException("JSON", place(), String.valueOf(e.getMessage()), e);
        }
    }

    private DecodeException wrong(String reason) {
        return new DecodeException("JSON", place(), reason);
    }

    private String place() {
        return JsonSerializer.place(parser.currentLocation());
    }
}
