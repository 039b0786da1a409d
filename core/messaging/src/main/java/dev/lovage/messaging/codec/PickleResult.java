package dev.lovage.messaging.codec;

import java.time.temporal.Temporal;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Walks over what a pickle made, as any reader of it will: refuses what is no plain data, too deep (or its own part), or
 * too much when everything shared is written out.
 */
final class PickleResult {

    private final PickleInput in;
    private int depth;

    PickleResult(PickleInput in) {
        this.in = in;
    }

    @Nullable
    Object of(@Nullable Object made) {
        in.item();
        if (made instanceof List<?>) {
            return list(PickleGlobal.list(made));
        }
        if (made instanceof Map<?, ?> map) {
            return map(map);
        }
        if (made instanceof String text) {
            in.allocate(text.length());
        } else if (made instanceof byte[] bytes) {
            in.allocate(bytes.length);
        } else if (made instanceof PickleUuid uuid) {
            return uuid.value();
        } else if (!plain(made)) {
            throw in.wrong("something that is no plain data: a timedelta, a timezone or a class");
        }
        return made;
    }

    private static boolean plain(@Nullable Object made) {
        return made == null
                || made instanceof Number
                || made instanceof Boolean
                || made instanceof UUID
                || made instanceof Temporal;
    }

    private Object list(List<@Nullable Object> list) {
        deeper();
        ListIterator<@Nullable Object> elements = list.listIterator();
        while (elements.hasNext()) {
            Object element = elements.next();
            Object value = of(element);
            if (value != element) {
                elements.set(value);
            }
        }
        depth--;
        return list;
    }

    @SuppressWarnings("unchecked") // every map here was made by the reader
    private Object map(Map<?, ?> map) {
        deeper();
        for (Map.Entry<String, @Nullable Object> entry : ((Map<String, @Nullable Object>) map).entrySet()) {
            in.item();
            in.allocate(entry.getKey().length());
            Object value = of(entry.getValue());
            if (value != entry.getValue()) {
                entry.setValue(value);
            }
        }
        depth--;
        return map;
    }

    private void deeper() {
        if (++depth > in.limits().maxDepth()) {
            throw in.wrong("more than " + in.limits().maxDepth() + " lists and maps within each other");
        }
    }
}
