package dev.lovage.messaging.codec;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pickle machine's stack, and the marks on it. */
final class PickleStack {

    private final PickleInput in;
    private final ArrayList<@Nullable Object> values = new ArrayList<>();
    private final ArrayList<Integer> marks = new ArrayList<>();

    PickleStack(PickleInput in) {
        this.in = in;
    }

    void push(@Nullable Object value) {
        in.item();
        values.add(value);
    }

    void mark() {
        in.item();
        marks.add(values.size());
    }

    @Nullable
    Object peek() {
        need(1);
        return values.get(values.size() - 1);
    }

    @Nullable
    Object pop() {
        need(1);
        return values.remove(values.size() - 1);
    }

    /** Takes the top away, be it a value or a mark. */
    void drop() {
        if (!marks.isEmpty() && floor() == values.size()) {
            marks.remove(marks.size() - 1);
        } else {
            pop();
        }
    }

    List<@Nullable Object> popMany(int count) {
        need(count);
        return from(values.size() - count);
    }

    /** Everything above the last mark, and the mark. */
    List<@Nullable Object> popMark() {
        if (marks.isEmpty()) {
            throw in.wrong("no mark is set");
        }
        return from(marks.remove(marks.size() - 1));
    }

    private List<@Nullable Object> from(int start) {
        List<@Nullable Object> top = values.subList(start, values.size());
        List<@Nullable Object> taken = new ArrayList<>(top);
        top.clear();
        return taken;
    }

    private int floor() {
        return marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
    }

    private void need(int count) {
        if (values.size() - floor() < count) {
            throw in.wrong("nothing is on the stack");
        }
    }
}
