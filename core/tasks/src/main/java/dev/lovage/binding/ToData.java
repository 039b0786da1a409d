package dev.lovage.binding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.TokenBuffer;

/** Java values as plain data. Records, beans and what else Jackson knows go through Jackson; the rest needs none. */
final class ToData {

    static final String REMEDY = "Pass an id or plain data instead, or make it a record or bean of such";

    private static final int MAX_DEPTH = 500;

    private final JsonMapper mapper;

    ToData(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /** A value that can't be written, and why. */
    static final class Refused extends Exception {

        private static final long serialVersionUID = 1L;

        Refused(String reason, @Nullable Throwable cause) {
            super(reason, cause);
        }
    }

    @Nullable
    Object convert(@Nullable Object value) throws Refused {
        return convert(value, 0);
    }

    private @Nullable Object convert(@Nullable Object value, int depth) throws Refused {
        if (value == null) {
            return null;
        }
        Object plain = Scalars.plain(value);
        if (plain != null) {
            return plain;
        }
        if (depth > MAX_DEPTH) {
            throw new Refused("it is nested deeper than " + MAX_DEPTH + ", or contains itself", null);
        }
        if (value instanceof Collection<?> items) {
            return list(items, depth);
        }
        if (value instanceof Object[] items) {
            return list(Arrays.asList(items), depth);
        }
        if (value instanceof Map<?, ?> map && map.keySet().stream().allMatch(key -> key instanceof String)) {
            return map(map, depth);
        }
        if (value instanceof Optional<?> maybe) {
            return maybe.isPresent() ? convert(maybe.get(), depth + 1) : null;
        }
        refuseLiveThings(value);
        return byJackson(value);
    }

    private List<@Nullable Object> list(Iterable<?> items, int depth) throws Refused {
        List<@Nullable Object> list = new ArrayList<>();
        for (Object item : items) {
            list.add(convert(item, depth + 1));
        }
        return list;
    }

    private Map<String, @Nullable Object> map(Map<?, ?> source, int depth) throws Refused {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : source.entrySet()) {
            map.put((String) entry.getKey(), convert(entry.getValue(), depth + 1));
        }
        return map;
    }

    /** Things that are alive in this process only. Jackson would write some of them as nonsense. */
    private static void refuseLiveThings(Object value) throws Refused {
        boolean live = (value instanceof AutoCloseable && !(value instanceof Record))
                || value instanceof Thread
                || value instanceof ClassLoader
                || value instanceof Throwable
                || value instanceof Iterator
                || value instanceof BaseStream
                || value instanceof Future
                || value instanceof Runnable;
        if (live) {
            throw new Refused("it lives in this process only", null);
        }
    }

    private @Nullable Object byJackson(Object value) throws Refused {
        try (TokenBuffer tokens = new TokenBuffer(mapper._serializationContext(), false)) {
            mapper.writeValue(tokens, value);
            try (JsonParser parser = tokens.asParser()) {
                parser.nextToken();
                return read(parser);
            }
        } catch (DatabindException e) {
            throw new Refused(reason(e), e);
        } catch (JacksonException e) {
            throw new Refused(e.getOriginalMessage(), e);
        } catch (StackOverflowError e) {
            throw new Refused("it contains itself", null);
        }
    }

    private @Nullable Object read(JsonParser parser) {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_ARRAY) {
            List<@Nullable Object> list = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                list.add(read(parser));
            }
            return list;
        }
        if (token == JsonToken.START_OBJECT) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                map.put(name, read(parser));
            }
            return map;
        }
        return scalar(parser, token);
    }

    private static @Nullable Object scalar(JsonParser parser, JsonToken token) {
        return switch (token) {
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Scalars.widened(parser.getNumberValue());
            case VALUE_EMBEDDED_OBJECT -> Scalars.widened(parser.getEmbeddedObject());
            default -> parser.getString();
        };
    }

    private static String reason(DatabindException e) {
        String text = e.getOriginalMessage();
        int end = text.indexOf(" (");
        StringBuilder path = new StringBuilder();
        e.getPath()
                .forEach(step -> path.append('.')
                        .append(
                                step.getPropertyName() == null
                                        ? String.valueOf(step.getIndex())
                                        : step.getPropertyName()));
        String where = path.isEmpty() ? "" : " (at " + path.substring(1) + ")";
        return (end < 0 ? text : text.substring(0, end)) + where;
    }
}
