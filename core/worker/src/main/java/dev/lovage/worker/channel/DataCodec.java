package dev.lovage.worker.channel;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads plain data: headers, properties, children. What is no plain data travels as its text. Nesting is bounded.
 */
final class DataCodec {

    private static final int MAX_DEPTH = 64;
    private static final int NULL = 0;
    private static final int FALSE = 1;
    private static final int TRUE = 2;
    private static final int INT = 3;
    private static final int LONG = 4;
    private static final int BIG = 5;
    private static final int DOUBLE = 6;
    private static final int DECIMAL = 7;
    private static final int TEXT = 8;
    private static final int BYTES = 9;
    private static final int LIST = 10;
    private static final int MAP = 11;

    private DataCodec() {}

    static void write(FrameWriter out, @Nullable Object value) {
        write(out, value, 0);
    }

    static @Nullable Object read(FrameReader in) {
        return read(in, 0);
    }

    static void writeMap(FrameWriter out, Map<String, ?> map) {
        writeMap(out, map, 0);
    }

    static Map<String, @Nullable Object> readMap(FrameReader in) {
        return readMap(in, 0);
    }

    private static void write(FrameWriter out, @Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new ChannelException("Headers nested deeper than " + MAX_DEPTH + " are not sent");
        }
        if (value == null) {
            out.u8(NULL);
        } else if (value instanceof String text) {
            out.u8(TEXT).text(text);
        } else if (value instanceof Boolean flag) {
            out.u8(flag ? TRUE : FALSE);
        } else if (value instanceof Number number) {
            writeNumber(out, number);
        } else if (value instanceof byte[] bytes) {
            out.u8(BYTES).bytes(bytes);
        } else if (value instanceof List<?> list) {
            out.u8(LIST).number(list.size());
            list.forEach(item -> write(out, item, depth + 1));
        } else if (value instanceof Map<?, ?> map) {
            out.u8(MAP);
            writeMap(out, map, depth + 1);
        } else {
            out.u8(TEXT).text(value.toString());
        }
    }

    private static void writeNumber(FrameWriter out, Number number) {
        if (number instanceof Integer || number instanceof Short || number instanceof Byte) {
            out.u8(INT).number(number.intValue());
        } else if (number instanceof Long) {
            out.u8(LONG).number(number.longValue());
        } else if (number instanceof BigInteger big) {
            out.u8(BIG).bytes(big.toByteArray());
        } else if (number instanceof BigDecimal decimal) {
            out.u8(DECIMAL).text(decimal.toString());
        } else {
            out.u8(DOUBLE).number(Double.doubleToRawLongBits(number.doubleValue()));
        }
    }

    private static void writeMap(FrameWriter out, Map<?, ?> map, int depth) {
        out.number(map.size());
        map.forEach((key, value) -> {
            out.text(String.valueOf(key));
            write(out, value, depth);
        });
    }

    private static @Nullable Object read(FrameReader in, int depth) {
        if (depth > MAX_DEPTH) {
            throw new ChannelException("Headers nested deeper than " + MAX_DEPTH + " are not read");
        }
        int tag = in.u8();
        return switch (tag) {
            case NULL -> null;
            case FALSE -> Boolean.FALSE;
            case TRUE -> Boolean.TRUE;
            case INT -> (int) in.number();
            case LONG -> in.number();
            case BIG -> new BigInteger(in.bytes());
            case DOUBLE -> Double.longBitsToDouble(in.number());
            case DECIMAL -> new BigDecimal(in.text());
            case TEXT -> in.text();
            case BYTES -> in.bytes();
            case LIST -> readList(in, depth + 1);
            case MAP -> readMap(in, depth + 1);
            default -> throw new ChannelException("No plain data has the tag " + tag);
        };
    }

    private static List<@Nullable Object> readList(FrameReader in, int depth) {
        int size = in.size();
        List<@Nullable Object> list = new ArrayList<>(Math.min(size, 64));
        for (int i = 0; i < size; i++) {
            list.add(read(in, depth));
        }
        return list;
    }

    private static Map<String, @Nullable Object> readMap(FrameReader in, int depth) {
        int size = in.size();
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            map.put(in.text(), read(in, depth));
        }
        return map;
    }
}
