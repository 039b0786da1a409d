package dev.lovage.wire;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to happen after a task: the third element of a message's body. Signatures are kept as plain maps, verbatim.
 *
 * @param callbacks sent after success; null for none
 * @param errbacks sent after failure; null for none
 * @param chain the remaining steps, the next one last; null for none
 * @param chord the body of the chord that the task is in the header of; null for none
 * @param extra keys unknown here, passed on
 */
public record Embed(
        @Nullable List<@Nullable Object> callbacks,
        @Nullable List<@Nullable Object> errbacks,
        @Nullable List<@Nullable Object> chain,
        @Nullable Map<String, @Nullable Object> chord,
        Map<String, @Nullable Object> extra) {

    /** Nothing is to happen. */
    public static final Embed NONE = new Embed(null, null, null, null, Map.of());

    /** Whether nothing is to happen after the task. */
    public boolean isEmpty() {
        return empty(callbacks) && empty(errbacks) && empty(chain) && chord == null;
    }

    static Embed read(@Nullable Object wire) {
        if (wire == null) {
            return NONE;
        }
        Fields fields = Fields.of(wire, "the body's third element (callbacks, errbacks, chain, chord)");
        Embed embed = new Embed(
                fields.listOrNull("callbacks"),
                fields.listOrNull("errbacks"),
                fields.listOrNull("chain"),
                fields.mapOrNull("chord"),
                fields.without(List.of("callbacks", "errbacks", "chain", "chord")));
        return embed;
    }

    Map<String, @Nullable Object> toWire() {
        Map<String, @Nullable Object> wire = new LinkedHashMap<>();
        wire.put("callbacks", callbacks);
        wire.put("errbacks", errbacks);
        wire.put("chain", chain);
        wire.put("chord", chord);
        wire.putAll(extra);
        return wire;
    }

    private static boolean empty(@Nullable List<@Nullable Object> list) {
        return list == null || list.isEmpty();
    }
}
