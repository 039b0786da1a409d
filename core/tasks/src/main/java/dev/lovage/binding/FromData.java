package dev.lovage.binding;

import java.lang.reflect.Type;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.TokenBuffer;

/** Plain data as tokens for Jackson: what JSON has no form for goes as an embedded object and keeps its type. */
final class FromData {

    private static final int SHOWN = 80;

    private FromData() {}

    static TokenBuffer tokens(JsonMapper mapper, Object data) {
        TokenBuffer tokens = new TokenBuffer(mapper._serializationContext(), false);
        write(tokens, data);
        return tokens;
    }

    private static void write(JsonGenerator out, @Nullable Object data) {
        if (data == null) {
            out.writeNull();
        } else if (data instanceof String text) {
            out.writeString(text);
        } else if (data instanceof Boolean flag) {
            out.writeBoolean(flag);
        } else if (data instanceof Long number) {
            out.writeNumber(number);
        } else if (data instanceof BigInteger number) {
            out.writeNumber(number);
        } else if (data instanceof Double number) {
            out.writeNumber(number);
        } else if (data instanceof List<?> list) {
            out.writeStartArray();
            list.forEach(item -> write(out, item));
            out.writeEndArray();
        } else if (data instanceof Map<?, ?> map) {
            out.writeStartObject();
            map.forEach((key, value) -> {
                out.writeName(String.valueOf(key));
                write(out, value);
            });
            out.writeEndObject();
        } else {
            out.writePOJO(data);
        }
    }

    /** Says in one sentence what does not fit, and where. */
    static String problem(JacksonException e, Object data, Type type) {
        String path = "";
        if (e instanceof DatabindException located) {
            StringBuilder steps = new StringBuilder();
            located.getPath().forEach(step -> steps.append(
                    step.getPropertyName() == null ? "[" + step.getIndex() + "]" : "." + step.getPropertyName()));
            path = steps.isEmpty() ? "" : " (at " + steps + ")";
        }
        String shown = String.valueOf(data instanceof byte[] bytes ? bytes.length + " bytes" : data);
        String cut = shown.length() > SHOWN ? shown.substring(0, SHOWN) + "…" : shown;
        return kind(data) + " " + cut + " is no " + TypeNames.of(type) + path + ": " + firstLine(e.getOriginalMessage());
    }

    private static String kind(Object data) {
        return data instanceof Map ? "the map" : data instanceof List ? "the list" : "the " + data.getClass().getSimpleName();
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }
}
