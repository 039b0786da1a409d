package dev.lovage.messaging.codec;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Python's pickle machine, with nothing in it that could do anything but make plain data.
 *
 * <p>Each opcode is one byte. What one may build is counted before it is built; {@link PickleResult} then checks what was
 * built: a few bytes can describe a list that contains itself, or that is endless when written out.
 */
final class PickleReader {

    private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);
    private static final int HIGHEST_PROTOCOL = 5;

    private final PickleInput in;
    private final PickleStack stack;
    private @Nullable Object[] memo = new @Nullable Object[64];
    private int memoized;

    PickleReader(byte[] body, DecodeLimits limits) {
        this.in = new PickleInput(body, limits);
        this.stack = new PickleStack(in);
    }

    @Nullable
    Object document() {
        try {
            int opcode = in.u1();
            while (opcode != '.') {
                step(opcode);
                opcode = in.u1();
            }
            return new PickleResult(in.recount()).of(stack.pop());
        } catch (DecodeException e) {
            throw e;
        } catch (RuntimeException e) {
            throw in.wrong(e);
        }
    }

    private void step(int opcode) {
        switch (opcode) {
            case '(' -> stack.mark();
            case '0' -> stack.drop();
            case '1' -> stack.popMark();
            case '2' -> stack.push(stack.peek());
            case 'R' -> reduce();
            case 'b' -> build();
            case 'c' -> stack.push(PickleGlobal.find(in.utf8Line(), in.utf8Line()));
            case 0x93 -> stackGlobal();
            case 0x81 -> newObject();
            case 0x80 -> protocol();
            case 0x95 -> in.length8();
            case 0x98 -> stack.peek();
            case 'p' -> put(Integer.parseInt(in.numberLine()));
            case 'q' -> put(in.u1());
            case 'r' -> put(in.s4());
            case 0x94 -> put(memoized);
            case 'g' -> get(Integer.parseInt(in.numberLine()));
            case 'h' -> get(in.u1());
            case 'j' -> get(in.s4());
            default -> {
                if (!scalar(opcode) && !container(opcode)) {
                    throw refused(opcode);
                }
            }
        }
    }

    private boolean scalar(int opcode) {
        switch (opcode) {
            case 'N' -> stack.push(null);
            case 0x88 -> stack.push(true);
            case 0x89 -> stack.push(false);
            case 'I' -> stack.push(PickleText.integer(in.numberLine()));
            case 'L' -> stack.push(PickleText.integer(in.numberLine().replace("L", "")));
            case 'J' -> stack.push((long) in.s4());
            case 'K' -> stack.push((long) in.u1());
            case 'M' -> stack.push((long) in.u2());
            case 0x8a -> stack.push(integer(in.u1()));
            case 0x8b -> stack.push(integer(in.length4()));
            case 'F' -> stack.push(PickleText.decimal(in.numberLine()));
            case 'G' -> stack.push(in.bigEndianDouble());
            case 'V' -> stack.push(PickleText.rawUnicodeEscaped(in.line()));
            case 'S' -> stack.push(PickleText.quoted(in.line()));
            case 'U' -> stack.push(PickleText.latin1(in.take(in.u1())));
            case 'T' -> stack.push(PickleText.latin1(in.take(in.length4())));
            case 0x8c -> stack.push(in.text(in.u1()));
            case 'X' -> stack.push(in.text(in.length4()));
            case 0x8d -> stack.push(in.text(in.length8()));
            case 'C' -> stack.push(in.take(in.u1()));
            case 'B' -> stack.push(in.take(in.length4()));
            case 0x8e, 0x96 -> stack.push(in.take(in.length8()));
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean container(int opcode) {
        switch (opcode) {
            case ']', ')', 0x8f -> stack.push(new ArrayList<@Nullable Object>(0));
            case '}' -> stack.push(new LinkedHashMap<String, @Nullable Object>(4));
            case 'l', 't', 0x91 -> stack.push(stack.popMark());
            case 0x85 -> stack.push(stack.popMany(1));
            case 0x86 -> stack.push(stack.popMany(2));
            case 0x87 -> stack.push(stack.popMany(3));
            case 'd' -> {
                List<@Nullable Object> pairs = stack.popMark();
                stack.push(putAll(new LinkedHashMap<>(), pairs));
            }
            case 'a' -> append(stack.popMany(1));
            case 'e', 0x90 -> append(stack.popMark());
            case 's' -> setItems(stack.popMany(2));
            case 'u' -> setItems(stack.popMark());
            default -> {
                return false;
            }
        }
        return true;
    }

    private void append(List<@Nullable Object> elements) {
        PickleGlobal.list(stack.peek()).addAll(elements);
    }

    private void setItems(List<@Nullable Object> pairs) {
        putAll(map(stack.peek()), pairs);
    }

    private Map<String, @Nullable Object> putAll(Map<String, @Nullable Object> map, List<@Nullable Object> pairs) {
        if (pairs.size() % 2 != 0) {
            throw in.wrong("a key without a value");
        }
        for (int i = 0; i < pairs.size(); i += 2) {
            map.put(key(pairs.get(i)), pairs.get(i + 1));
        }
        return map;
    }

    private String key(@Nullable Object key) {
        try {
            return MapKeys.text(key);
        } catch (EncodeException e) {
            throw in.wrong("a map with a key that is no text, number, boolean or None");
        }
    }

    @SuppressWarnings("unchecked") // every map here was made here, with keys of text
    private Map<String, @Nullable Object> map(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw in.wrong("items set on what is no map");
    }

    private void reduce() {
        List<@Nullable Object> args = PickleGlobal.list(stack.pop());
        stack.push(global(stack.pop()).call(args, in));
    }

    private void newObject() {
        List<@Nullable Object> args = PickleGlobal.list(stack.pop());
        stack.push(global(stack.pop()).construct(args, in));
    }

    private void build() {
        Object state = stack.pop();
        if (!(stack.peek() instanceof PickleUuid uuid)) {
            throw in.wrong("state set on what is plain data");
        }
        uuid.state(state);
    }

    private void stackGlobal() {
        List<@Nullable Object> names = stack.popMany(2);
        stack.push(PickleGlobal.find(String.valueOf(names.get(0)), String.valueOf(names.get(1))));
    }

    private PickleGlobal global(@Nullable Object value) {
        if (value instanceof PickleGlobal global) {
            return global;
        }
        throw in.wrong("a call of what is no known class");
    }

    private void protocol() {
        int protocol = in.u1();
        if (protocol > HIGHEST_PROTOCOL) {
            throw in.wrong("protocol " + protocol + "; the highest known is " + HIGHEST_PROTOCOL);
        }
    }

    private Object integer(int length) {
        if (length > in.limits().maxNumberLength() / 2) {
            throw in.wrong("a number of " + length + " bytes");
        }
        byte[] littleEndian = in.take(length);
        if (length == 0) {
            return 0L;
        }
        byte[] bigEndian = new byte[length];
        for (int i = 0; i < length; i++) {
            bigEndian[i] = littleEndian[length - 1 - i];
        }
        return small(new BigInteger(bigEndian));
    }

    /** Whole numbers are Longs where they fit. */
    static Object small(BigInteger number) {
        return number.compareTo(LONG_MIN) >= 0 && number.compareTo(LONG_MAX) <= 0
                ? (Object) number.longValue()
                : number;
    }

    private void put(int index) {
        if (index < 0 || index >= in.limits().maxItems()) {
            throw in.wrong("memo entry " + Integer.toUnsignedString(index));
        }
        if (index >= memo.length) {
            memo = Arrays.copyOf(memo, Math.max(index + 1, memo.length * 2));
        }
        memo[index] = stack.peek();
        memoized++;
    }

    private void get(int index) {
        Object value = index >= 0 && index < memo.length ? memo[index] : null;
        if (value == null) {
            throw in.wrong("memo entry " + Integer.toUnsignedString(index) + " was never set");
        }
        stack.push(value);
    }

    private DecodeException refused(int opcode) {
        return switch (opcode) {
            case 'i' -> PickleGlobal.unknown(in.utf8Line(), in.utf8Line());
            case 'o', 0x92 -> in.wrong("an object made of a class");
            case 'P', 'Q' -> in.wrong("a persistent id");
            case 0x82, 0x83, 0x84 -> in.wrong("a class from the extension registry");
            case 0x97 -> in.wrong("an out-of-band buffer");
            default -> in.wrong("unknown opcode " + opcode);
        };
    }
}
