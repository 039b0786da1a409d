package dev.lovage.messaging.codec;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The few Python classes that pickles of plain data name, each with what we make of a call of it. */
enum PickleGlobal {
    DATETIME,
    DATE,
    TIME,
    TIMEDELTA,
    TIMEZONE,
    DECIMAL,
    UUID,
    SET,
    BYTES,
    BYTEARRAY,
    ORDERED_DICT,
    OBJECT,
    ENCODE,
    RECONSTRUCTOR;

    private static final Map<String, PickleGlobal> BY_NAME = Map.ofEntries(
            Map.entry("datetime.datetime", DATETIME),
            Map.entry("datetime.date", DATE),
            Map.entry("datetime.time", TIME),
            Map.entry("datetime.timedelta", TIMEDELTA),
            Map.entry("datetime.timezone", TIMEZONE),
            Map.entry("decimal.Decimal", DECIMAL),
            Map.entry("uuid.UUID", UUID),
            Map.entry("builtins.set", SET),
            Map.entry("builtins.frozenset", SET),
            Map.entry("builtins.bytes", BYTES),
            Map.entry("builtins.bytearray", BYTEARRAY),
            Map.entry("collections.OrderedDict", ORDERED_DICT),
            Map.entry("builtins.object", OBJECT),
            Map.entry("_codecs.encode", ENCODE),
            Map.entry("copyreg._reconstructor", RECONSTRUCTOR),
            Map.entry("copy_reg._reconstructor", RECONSTRUCTOR));

    private static final int DAY = 86_400;

    static PickleGlobal find(String module, String name) {
        boolean builtin = module.equals("builtins") || module.equals("__builtin__");
        PickleGlobal known = BY_NAME.get((builtin ? "builtins" : module) + "." + name);
        if (known == null) {
            throw unknown(module, name);
        }
        return known;
    }

    static DecodeException unknown(String module, String name) {
        String global = (module + "." + name).replaceAll("\\p{Cntrl}", "?");
        String shown = global.length() <= 100 ? global : global.substring(0, 100) + "…";
        return new DecodeException("pickle", "global " + shown, "it is no plain data; only such is read from pickles");
    }

    /** What a call of this with these arguments is. */
    Object call(List<@Nullable Object> args, PickleInput in) {
        return switch (this) {
            case DATETIME -> PickleTime.dateTime(state(args), zone(args));
            case DATE -> PickleTime.date(state(args));
            case TIME -> PickleTime.time(state(args), zone(args));
            case TIMEDELTA -> timedelta(args);
            case TIMEZONE -> offset(args);
            case DECIMAL -> TypedValues.decimal(text(args, 0), in.limits());
            case UUID -> TypedValues.uuid(text(args, 0));
            case SET -> args.isEmpty() ? new ArrayList<@Nullable Object>(0) : list(args.get(0));
            case BYTES, BYTEARRAY -> bytes(args, in);
            case ENCODE -> latin1(text(args, 0), text(args, 1), in);
            case ORDERED_DICT -> orderedDict(args, in);
            case RECONSTRUCTOR -> reconstructed(args, in);
            case OBJECT -> throw in.wrong("a bare object");
        };
    }

    /** What a new, still empty object of this class is. */
    Object construct(List<@Nullable Object> args, PickleInput in) {
        if (this == UUID && args.isEmpty()) {
            return new PickleUuid();
        }
        if (this == OBJECT || this == ENCODE || this == RECONSTRUCTOR) {
            throw in.wrong("no class that has objects");
        }
        return call(args, in);
    }

    private Object reconstructed(List<@Nullable Object> args, PickleInput in) {
        if (args.size() == 3 && args.get(0) == UUID && args.get(1) == OBJECT && args.get(2) == null) {
            return new PickleUuid();
        }
        throw in.wrong("a reconstruction of something else than a UUID");
    }

    private static Object orderedDict(List<@Nullable Object> args, PickleInput in) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (Object pair : args.isEmpty() ? List.of() : list(args.get(0))) {
            in.item();
            List<@Nullable Object> two = list(pair);
            map.put(MapKeys.text(two.get(0)), two.get(1));
        }
        return map;
    }

    private static byte[] bytes(List<@Nullable Object> args, PickleInput in) {
        if (args.isEmpty()) {
            return new byte[0];
        }
        if (args.get(0) instanceof byte[] bytes) {
            return bytes;
        }
        return latin1(text(args, 0), text(args, 1), in);
    }

    /** How bytes stand in protocols that have none: as a text of Latin-1. */
    private static byte[] latin1(String text, String encoding, PickleInput in) {
        String name = encoding.toLowerCase(Locale.ROOT).replace("-", "");
        if (!name.equals("latin1")) {
            throw in.wrong("bytes written as something else than Latin-1");
        }
        in.allocate(text.length());
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] state(List<@Nullable Object> args) {
        Object state = args.get(0);
        return state instanceof byte[] bytes ? bytes : ((String) check(state)).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static @Nullable ZoneOffset zone(List<@Nullable Object> args) {
        return args.size() < 2 || args.get(1) == null ? null : (ZoneOffset) args.get(1);
    }

    private static PickleTimedelta timedelta(List<@Nullable Object> args) {
        long days = (Long) check(args.get(0));
        long seconds = (Long) check(args.get(1));
        return new PickleTimedelta(Math.addExact(Math.multiplyExact(days, DAY), seconds), (Long) check(args.get(2)));
    }

    private static ZoneOffset offset(List<@Nullable Object> args) {
        PickleTimedelta delta = (PickleTimedelta) check(args.get(0));
        if (delta.micros() != 0) {
            throw new IllegalArgumentException("a timezone off by a fraction of a second");
        }
        return ZoneOffset.ofTotalSeconds(Math.toIntExact(delta.seconds()));
    }

    private static String text(List<@Nullable Object> args, int index) {
        return (String) check(args.get(index));
    }

    @SuppressWarnings("unchecked") // every list here was made by the reader
    static List<@Nullable Object> list(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return (List<@Nullable Object>) list;
        }
        throw new IllegalArgumentException("a list expected");
    }

    private static Object check(@Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("None where a value is needed");
        }
        return value;
    }

    /** A span of time: only good for a timezone, plain data has no such type. */
    record PickleTimedelta(long seconds, long micros) {}
}
