package dev.lovage.binding;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.TokenBuffer;

/** Plain data as tokens for Jackson: what JSON has no form for goes as an embedded object and keeps its type. */
final class FromData {

    private static final int SHOWN = 80;
    private static final Pattern USEFUL = Pattern.compile(
            "not one of the values .*|out of range of .*|problem: .*|missing required .*|Missing required "
                    + ".*|Cannot construct instance of [^(\n]*");

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
        } else if (data instanceof BigDecimal number) {
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
            located.getPath()
                    .forEach(step -> steps.append(
                            step.getPropertyName() == null
                                    ? "[" + step.getIndex() + "]"
                                    : "." + step.getPropertyName()));
            path = steps.isEmpty() ? "" : " (at " + steps + ")";
        }
        return shown(data) + " is no " + TypeNames.of(type) + path + reason(e.getOriginalMessage());
    }

    private static String shown(Object data) {
        if (data instanceof byte[] bytes) {
            return bytes.length + " bytes";
        }
        String text = data instanceof String ? "\"" + data + "\"" : String.valueOf(data);
        return kind(data) + " " + (text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text);
    }

    private static String kind(Object data) {
        if (data instanceof Map) {
            return "the map";
        }
        if (data instanceof List) {
            return "the list";
        }
        return data instanceof Number
                ? "the number"
                : data instanceof String ? "the text" : "the " + data.getClass().getSimpleName();
    }

    /** What Jackson adds that helps; not what only says again that it does not fit, or how to configure Jackson. */
    private static String reason(String text) {
        Matcher matcher = USEFUL.matcher(text);
        return matcher.find() ? ": " + matcher.group() : "";
    }
}
